package dev.webhook.jdbi;

import dev.webhook.delivery.EventInbox.FanOut;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.InboxEvent;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.RoutingRun;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fan-out of one batch of events, in one transaction. For one call. */
final class InboxBatch {

    private static final Logger log = LoggerFactory.getLogger(PostgresStorage.class);

    private final Database database;
    private final Handle handle;
    private final InboxStart start;
    private final NewDeliveries newDeliveries;
    private final Lanes lanes;
    private final Map<EventId, Taken> taken = new LinkedHashMap<>();

    /** What fan-out goes by, and where what it stores is scheduled. */
    private record Config(long version, QueueInUse queue) {}

    /** An event that was taken: where its row is, which stays there while it is locked, and where its fan-out goes on. */
    private record Taken(String place, @Nullable EndpointId routedUntil) {}

    InboxBatch(Database database, Handle handle, InboxStart start, NewDeliveries newDeliveries, Lanes lanes) {
        this.database = database;
        this.handle = handle;
        this.start = start;
        this.newDeliveries = newDeliveries;
        this.lanes = lanes;
    }

    RoutingRun route(int maxEvents, FanOut fanOut) {
        String from = start.from();
        take(from, maxEvents);
        if (taken.isEmpty()) {
            return RoutingRun.NOTHING;
        }
        Config config = database.query(handle, "inbox/read_config")
                .bind("from", from)
                .map((row, context) -> {
                    start.saw(row);
                    return new Config(
                            row.getLong("config_version"),
                            new QueueInUse(row.getString("queue"), Times.instant(row, "now")));
                })
                .one();
        List<InboxEvent> batch = load();
        if (batch.isEmpty()) {
            return RoutingRun.NOTHING;
        }
        List<FannedOut> routed = fanOut.fanOut(batch, config.version);
        List<NewDelivery> deliveries =
                routed.stream().flatMap(one -> one.deliveries().stream()).toList();
        newDeliveries.insert(handle, deliveries, config.queue.now());
        stamp(routed, config.queue.now());
        leaveInbox(routed);
        List<ScheduledDelivery> scheduled =
                deliveries.stream().map(NewDelivery::scheduled).toList();
        return new RoutingRun(routed, config.queue.schedule(lanes, handle, scheduled));
    }

    private void take(String from, int maxEvents) {
        database.query(handle, "inbox/take")
                .bind("from", from)
                .bind("max", maxEvents)
                .map((row, context) -> taken.put(
                        new EventId(row.getObject("event_id", UUID.class)),
                        new Taken(row.getString("place"), routedUntil(row))))
                .list();
    }

    private static @Nullable EndpointId routedUntil(ResultSet row) throws SQLException {
        UUID id = row.getObject("routed_until", UUID.class);
        return id == null ? null : new EndpointId(id);
    }

    /** Loads the events in the order they were taken in; those that are gone leave the inbox. */
    private List<InboxEvent> load() {
        List<InboxEvent> loaded = database.query(handle, "inbox/load")
                .bindArray("ids", UUID.class, column(taken.keySet(), EventId::value))
                .bindArray("times", OffsetDateTime.class, column(taken.keySet(), InboxBatch::time))
                .map((row, context) -> EventRows.event(row))
                .map(event -> new InboxEvent(event, taken(event.id()).routedUntil))
                .list();
        if (loaded.size() < taken.size()) {
            List<EventId> gone = taken.keySet().stream()
                    .filter(id ->
                            loaded.stream().noneMatch(one -> one.event().id().equals(id)))
                    .toList();
            log.warn("Events {} were removed before their fan-out, and no webhook is sent for them", gone);
            remove(gone);
        }
        return loaded;
    }

    private void stamp(List<FannedOut> routed, Instant now) {
        List<OffsetDateTime> times =
                routed.stream().map(one -> time(one.event().id())).sorted().toList();
        database.update(handle, "inbox/stamp")
                .bind("now", Times.parameter(now))
                .bind("oldest", times.get(0))
                .bind("newest", times.get(times.size() - 1))
                .bindArray(
                        "ids",
                        UUID.class,
                        column(routed, one -> one.event().id().value()))
                .bindArray(
                        "times",
                        OffsetDateTime.class,
                        column(routed, one -> time(one.event().id())))
                .bindArray("wholes", Boolean.class, column(routed, InboxBatch::isWhole))
                .bindArray("errors", String.class, column(routed, one -> StoredText.of(one.error())))
                .bindArray(
                        "failedAfter",
                        UUID.class,
                        column(
                                routed,
                                one -> one.error() == null
                                        ? null
                                        : value(taken(one.event().id()).routedUntil)))
                .bindArray(
                        "deliveries",
                        Integer.class,
                        column(routed, one -> one.deliveries().size()))
                .execute();
    }

    private void leaveInbox(List<FannedOut> routed) {
        remove(routed.stream()
                .filter(InboxBatch::isWhole)
                .map(FannedOut::event)
                .map(Event::id)
                .toList());
        List<FannedOut> partial = routed.stream().filter(one -> !isWhole(one)).toList();
        if (!partial.isEmpty()) {
            database.update(handle, "inbox/go_on")
                    .bindArray(
                            "ids",
                            UUID.class,
                            column(partial, one -> one.event().id().value()))
                    .bindArray(
                            "places",
                            String.class,
                            column(partial, one -> taken(one.event().id()).place))
                    .bindArray("afters", UUID.class, column(partial, one -> value(one.after())))
                    .execute();
        }
    }

    private void remove(List<EventId> ids) {
        if (!ids.isEmpty()) {
            database.update(handle, "inbox/remove")
                    .bindArray("places", String.class, column(ids, id -> taken(id).place))
                    .execute();
        }
    }

    private Taken taken(EventId id) {
        return Objects.requireNonNull(taken.get(id));
    }

    private static boolean isWhole(FannedOut one) {
        return one.after() == null;
    }

    private static @Nullable UUID value(@Nullable EndpointId id) {
        return id == null ? null : id.value();
    }

    private static OffsetDateTime time(EventId id) {
        return Times.utc(id.createdAt());
    }

    private static <T, V> Object[] column(Collection<T> rows, Function<T, @Nullable V> value) {
        return rows.stream().map(value).toArray();
    }
}
