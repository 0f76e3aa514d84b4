package dev.webhook.delivery;

import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.store.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Selects deliveries; what is left out selects all.
 *
 * <p>Immutable and thread-safe.
 *
 * @param endpointId only deliveries to this endpoint, or null
 * @param eventId only deliveries of this event, or null
 * @param eventType only deliveries of events of this type, or null
 * @param status only deliveries of this status, or null
 * @param created when the delivery was made
 */
public record DeliveryQuery(
        @Nullable EndpointId endpointId,
        @Nullable EventId eventId,
        @Nullable EventType eventType,
        @Nullable DeliveryStatus status,
        TimeRange created) {

    /** Selects every delivery. */
    public static DeliveryQuery all() {
        return new DeliveryQuery(null, null, null, null, TimeRange.ALWAYS);
    }

    /** Selects only deliveries to {@code endpoint}. */
    public DeliveryQuery to(EndpointId endpoint) {
        return new DeliveryQuery(endpoint, eventId, eventType, status, created);
    }

    /** Selects only deliveries of {@code event}. */
    public DeliveryQuery of(EventId event) {
        return new DeliveryQuery(endpointId, event, eventType, status, created);
    }

    /** Selects only deliveries of events of {@code type}. */
    public DeliveryQuery ofType(EventType type) {
        return new DeliveryQuery(endpointId, eventId, type, status, created);
    }

    /** Selects only deliveries of status {@code status}. */
    public DeliveryQuery in(DeliveryStatus status) {
        return new DeliveryQuery(endpointId, eventId, eventType, status, created);
    }

    /** Selects only deliveries that were made in {@code range}. */
    public DeliveryQuery created(TimeRange range) {
        return new DeliveryQuery(endpointId, eventId, eventType, status, range);
    }

    /** Tells whether a delivery of an event of type {@code type} is selected. */
    public boolean matches(Delivery delivery, @Nullable EventType type) {
        return (endpointId == null || endpointId.equals(delivery.endpointId()))
                && (eventId == null || eventId.equals(delivery.eventId()))
                && (eventType == null || eventType.equals(type))
                && (status == null || status == delivery.status())
                && created.contains(delivery.createdAt());
    }
}
