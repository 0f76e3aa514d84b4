package dev.webhook.jdbi;

import dev.webhook.delivery.EventInbox;
import dev.webhook.delivery.RoutingRun;
import dev.webhook.event.EventId;
import java.time.Duration;
import java.util.Optional;

/** The inbox of events. Thread-safe. */
final class PostgresInbox implements EventInbox {

    private final Database database;
    private final NewDeliveries deliveries;
    private final Lanes lanes;
    private final InboxStart start = new InboxStart(System::nanoTime);
    private volatile boolean wasEmpty;

    PostgresInbox(Database database, NewDeliveries deliveries, Lanes lanes) {
        this.database = database;
        this.deliveries = deliveries;
        this.lanes = lanes;
    }

    /** An inbox that was empty is looked at first, by a statement instead of a transaction: most of the time it still is. */
    @Override
    public RoutingRun route(int maxEvents, FanOut fanOut) {
        if (wasEmpty && isEmpty()) {
            return RoutingRun.NOTHING;
        }
        RoutingRun run = database.transaction(
                handle -> new InboxBatch(database, handle, start, deliveries, lanes).route(maxEvents, fanOut));
        wasEmpty = run.routed().isEmpty();
        return run;
    }

    private boolean isEmpty() {
        return database.read(handle -> !database.query(handle, "inbox/look")
                .bind("from", start.from())
                .map((row, context) -> start.saw(row))
                .one());
    }

    @Override
    public boolean reroute(EventId id) {
        return database.statement(handle -> database.update(handle, "inbox/reroute")
                        .bind("id", id.value())
                        .bind("time", Times.parameter(id.createdAt()))
                        .execute()
                == 1);
    }

    @Override
    public Optional<Duration> oldest() {
        return database.read(handle -> database.query(handle, "inbox/oldest")
                .bind("from", start.last())
                .map((row, context) -> Times.duration(row.getLong("waiting_micros")))
                .findOne());
    }
}
