package dev.webhook.jdbi;

import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptQuery;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryLog;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventType;
import dev.webhook.store.Cursor;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import dev.webhook.store.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The listing of deliveries and attempts. Thread-safe. */
final class PostgresDeliveryLog implements DeliveryLog {

    private final Database database;

    PostgresDeliveryLog(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Delivery> find(DeliveryId id) {
        return database.read(handle -> of(id, database.query(handle, "deliveries/find"))
                .map((row, context) -> DeliveryRows.delivery(row))
                .findOne());
    }

    @Override
    public List<Attempt> attempts(DeliveryId id) {
        return database.read(handle -> of(id, database.query(handle, "deliveries/attempts"))
                .map((row, context) -> DeliveryRows.attempt(row))
                .list());
    }

    private static Query of(DeliveryId id, Query query) {
        return query.bind("delivery", id.value()).bind("created", Times.parameter(id.createdAt()));
    }

    @Override
    public Page<Delivery> list(DeliveryQuery query, PageRequest page) {
        EndpointId endpoint = query.endpointId();
        Place place = Place.ofDelivery(page.after());
        String name = endpoint == null ? "deliveries/list" : "deliveries/list_of_endpoint";
        List<Delivery> found = database.read(handle -> bound(
                        database.query(handle, name), endpoint, query.eventType(), query.created(), place, page)
                .bind("event", query.eventId() == null ? null : query.eventId().value())
                .bind("status", EndpointRows.storedName(query.status()))
                .map((row, context) -> DeliveryRows.delivery(row))
                .list());
        return Page.cut(found, page, delivery -> delivery.id().toString());
    }

    @Override
    public Page<Attempt> listAttempts(AttemptQuery query, PageRequest page) {
        EndpointId endpoint = query.endpointId();
        Place place = Place.ofAttempt(page.after());
        String name = endpoint == null ? "deliveries/list_attempts" : "deliveries/list_attempts_of_endpoint";
        List<Attempt> found = database.read(
                handle -> bound(database.query(handle, name), endpoint, query.eventType(), query.sent(), place, page)
                        .bind("beforeNumber", place.number)
                        .bind("success", query.success())
                        .map((row, context) -> DeliveryRows.attempt(row))
                        .list());
        return Page.cut(found, page, Place::token);
    }

    private static Query bound(
            Query query,
            @Nullable EndpointId endpoint,
            @Nullable EventType type,
            TimeRange range,
            Place place,
            PageRequest page) {
        if (endpoint != null) {
            query.bind("endpoint", endpoint.value());
        }
        return query.bind("type", type == null ? null : type.name())
                .bind("from", Times.parameter(range.from()))
                .bind("until", Times.parameter(range.until()))
                .bind("before", place.delivery)
                .bind("beforeTime", Times.parameter(place.time))
                .bind("limit", page.size() + 1);
    }

    /** Where a page begins: after this delivery, or after this attempt of it. */
    private record Place(UUID delivery, Instant time, int number) {

        private static final Place FIRST = new Place(new UUID(-1, -1), TimeRange.ALWAYS.until(), 0);

        static Place ofDelivery(@Nullable Cursor cursor) {
            return cursor == null ? FIRST : of(DeliveryId.parse(cursor.token()), 0);
        }

        static Place ofAttempt(@Nullable Cursor cursor) {
            if (cursor == null) {
                return FIRST;
            }
            int colon = cursor.token().indexOf(':');
            return of(
                    DeliveryId.parse(cursor.token().substring(0, colon)),
                    Integer.parseInt(cursor.token().substring(colon + 1)));
        }

        private static Place of(DeliveryId delivery, int number) {
            return new Place(delivery.value(), delivery.createdAt(), number);
        }

        static String token(Attempt attempt) {
            return attempt.deliveryId() + ":" + attempt.number();
        }
    }
}
