package dev.webhook.jdbi;

import dev.webhook.delivery.EventInbox;
import dev.webhook.delivery.RoutingRun;
import dev.webhook.event.EventId;
import java.time.Duration;
import java.util.Optional;

/** The inbox of events. Thread-safe. */
final class PostgresInbox implements EventInbox {

    private final Database database;

    PostgresInbox(Database database) {
        this.database = database;
    }

    @Override
    public RoutingRun route(int maxEvents, FanOut fanOut) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public boolean reroute(EventId id) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Optional<Duration> oldest() {
        return database.read(handle -> database.query(handle, "inbox/oldest")
                .map((row, context) -> Times.duration(row.getLong("waiting_micros")))
                .findOne());
    }
}
