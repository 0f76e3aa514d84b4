package dev.webhook.jdbi;

import dev.webhook.delivery.EventInbox;
import dev.webhook.delivery.RoutingRun;
import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.EventStore;
import dev.webhook.event.Publication;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The event store and its inbox. Thread-safe. */
final class PostgresEvents implements EventStore, EventInbox {

    private final Database database;
    private final Partitions partitions;
    private final Lanes lanes;

    PostgresEvents(Database database, Partitions partitions, Lanes lanes) {
        this.database = database;
        this.partitions = partitions;
        this.lanes = lanes;
    }

    @Override
    public List<EventId> append(List<Publication> publications) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public void keep(Event event) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Optional<StoredEvent> find(EventId id) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public Page<StoredEvent> list(EventQuery query, PageRequest page) {
        throw new UnsupportedOperationException("stub");
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
        throw new UnsupportedOperationException("stub");
    }
}
