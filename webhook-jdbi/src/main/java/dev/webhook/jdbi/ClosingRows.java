package dev.webhook.jdbi;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.event.EventId;
import dev.webhook.jdbi.PartitionCatalog.State;
import dev.webhook.retention.RetentionPolicy;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Tells whether rows go within a day, or are gone, so that nothing new may depend on them. The catalog is asked only for
 * what is that old: a partition that was restored is kept for longer. Thread-safe.
 */
final class ClosingRows {

    private final PartitionCatalog catalog;
    private final RetentionTimes times;

    ClosingRows(Database database, RetentionPolicy policy) {
        this.catalog = new PartitionCatalog(database);
        this.times = new RetentionTimes(policy);
    }

    boolean isClosing(Handle handle, DeliveryId delivery, Instant now) {
        return isClosing(handle, PartitionedTable.DELIVERIES, delivery.createdAt(), now);
    }

    /** An event that moves to the archive's table stays as long as that keeps it. */
    boolean isClosing(Handle handle, EventId event, Instant now) {
        return isClosing(handle, PartitionedTable.EVENTS, event.createdAt(), now)
                && (times.policy().archivedEvents().isZero()
                        || isClosing(handle, PartitionedTable.ARCHIVED_EVENTS, event.createdAt(), now));
    }

    private boolean isClosing(Handle handle, PartitionedTable table, Instant created, Instant now) {
        return times.isClosing(table, created, now)
                && catalog.find(handle, table).stream()
                        .filter(found -> found.state() == State.ATTACHED)
                        .filter(found -> found.partition().equals(table.at(created)))
                        .allMatch(found -> times.isClosing(found, now));
    }
}
