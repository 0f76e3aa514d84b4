package dev.webhook.jdbi;

import dev.webhook.delivery.NewDelivery;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Stores deliveries that fan-out or replay makes. Thread-safe. */
final class NewDeliveries {

    private final Database database;
    private final Partitions partitions;

    NewDeliveries(Database database, Partitions partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    /**
     * Stores deliveries, due at {@code now}, and returns the ids of those that were not there. Partitions that are
     * missing are made before, on another connection, which this transaction doesn't stand in the way of unless it has
     * touched deliveries already.
     */
    Set<UUID> insert(Handle handle, List<NewDelivery> deliveries, Instant now) {
        if (deliveries.isEmpty()) {
            return Set.of();
        }
        partitions.requireDeliveries(
                deliveries.stream().map(delivery -> delivery.id().createdAt()).toList());
        return database.query(handle, "deliveries/insert")
                .bind("now", Times.parameter(now))
                .bindArray(
                        "ids",
                        UUID.class,
                        column(deliveries, delivery -> delivery.id().value()))
                .bindArray("times", OffsetDateTime.class, column(deliveries, NewDeliveries::time))
                .bindArray(
                        "endpoints",
                        UUID.class,
                        column(deliveries, delivery -> delivery.endpointId().value()))
                .bindArray(
                        "events",
                        UUID.class,
                        column(deliveries, delivery -> delivery.eventId().value()))
                .bindArray("messages", String.class, column(deliveries, NewDelivery::messageId))
                .bindArray("attemptLimits", Integer.class, column(deliveries, NewDelivery::attemptLimit))
                .bindArray(
                        "urls",
                        String.class,
                        column(deliveries, delivery -> delivery.requestUrl().value()))
                .bindArray(
                        "formats",
                        String.class,
                        column(deliveries, delivery -> delivery.payloadFormat().id()))
                .bindArray("expiries", Long.class, column(deliveries, delivery -> Times.micros(delivery.expiresIn())))
                .mapTo(UUID.class)
                .set();
    }

    private static OffsetDateTime time(NewDelivery delivery) {
        return Times.utc(delivery.id().createdAt());
    }

    private static <T> Object[] column(List<NewDelivery> deliveries, Function<NewDelivery, T> value) {
        return deliveries.stream().map(value).toArray();
    }
}
