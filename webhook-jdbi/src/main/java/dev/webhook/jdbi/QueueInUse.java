package dev.webhook.jdbi;

import dev.webhook.delivery.ScheduledDelivery;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Which queue is claimed from, as a transaction sees it at {@code now}. Immutable and thread-safe. */
record QueueInUse(String name, Instant now) {

    static QueueInUse read(Database database, Handle handle) {
        return database.query(handle, "queue/active_queue")
                .map((row, context) -> new QueueInUse(row.getString("queue"), Times.instant(row, "now")))
                .one();
    }

    /** Puts deliveries on their lanes, unless another queue is active; returns what is left to schedule. */
    List<ScheduledDelivery> schedule(Lanes lanes, Handle handle, List<ScheduledDelivery> deliveries) {
        if (!name.equals(Lanes.QUEUE)) {
            return deliveries;
        }
        lanes.schedule(handle, deliveries);
        return List.of();
    }
}
