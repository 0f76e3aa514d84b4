package dev.webhook.jdbi;

import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.EventStore;
import dev.webhook.event.EventType;
import dev.webhook.event.Publication;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.Cursor;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The event store. Thread-safe. */
final class PostgresEvents implements EventStore {

    /** Greater than the id of every event. */
    private static final UUID AFTER_ALL = new UUID(-1, -1);

    private final Database database;
    private final Partitions partitions;
    private final EventAppender appender;
    private final ClosingRows closing;

    PostgresEvents(Database database, Partitions partitions, EventAppender appender, ClosingRows closing) {
        this.database = database;
        this.partitions = partitions;
        this.closing = closing;
        this.appender = appender;
    }

    @Override
    public List<EventId> append(List<Publication> publications) {
        if (publications.isEmpty()) {
            return List.of();
        }
        partitions.requireEvents(EventAppender.times(publications));
        return EventAppender.hasKeys(publications)
                ? database.transaction(handle -> appender.append(handle, publications))
                : database.statement(handle -> appender.append(handle, publications));
    }

    @Override
    public void keep(Event event) {
        partitions.requireEvents(List.of(event.createdAt()));
        database.statement(handle -> database.update(handle, "events/keep")
                .bind("id", event.id().value())
                .bind("time", Times.parameter(event.createdAt()))
                .bind("type", event.type().name())
                .bind("data", event.data().text())
                .bind("user", EventRows.user(event))
                .bind("source", event.sourceService())
                .bind("headers", EventRows.headers(event))
                .execute());
    }

    @Override
    public Optional<StoredEvent> find(EventId id) {
        return database.read(handle -> database.query(handle, "events/find")
                .bind("id", id.value())
                .bind("time", Times.parameter(id.createdAt()))
                .map((row, context) -> EventRows.stored(row))
                .findOne());
    }

    @Override
    public Set<EventId> leaving(Collection<EventId> events) {
        Instant now = database.now();
        return database.read(handle -> events.stream()
                .filter(event -> closing.isClosing(handle, event, now))
                .collect(Collectors.toSet()));
    }

    @Override
    public Page<StoredEvent> list(EventQuery query, PageRequest page) {
        Cursor after = page.after();
        EventId last = after == null ? null : EventId.parse(after.token());
        EventType type = query.type();
        EventQuery.Routing routing = query.routing();
        List<StoredEvent> found = database.read(handle -> database.query(handle, "events/list")
                .bind("from", Times.parameter(query.created().from()))
                .bind("until", Times.parameter(last == null ? query.created().until() : until(query, last)))
                .bind("before", last == null ? AFTER_ALL : last.value())
                .bind("type", type == null ? null : type.name())
                .bind("user", query.userId().isPresent() ? query.userId().getAsLong() : null)
                .bind("routing", routing == null ? null : routing.name())
                .bind("limit", page.size() + 1)
                .map((row, context) -> EventRows.stored(row))
                .list());
        return Page.cut(found, page, stored -> stored.event().id().toString());
    }

    /** Returns the end of what follows {@code last}, so that no partition of later events is looked at. */
    private static Instant until(EventQuery query, EventId last) {
        Instant end = last.createdAt().plusMillis(1);
        return end.isBefore(query.created().until()) ? end : query.created().until();
    }
}
