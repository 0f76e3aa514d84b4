package dev.webhook.deadletter;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.FailureReason;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.store.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Selects dead letters; what is left out selects all.
 *
 * <p>Immutable and thread-safe.
 *
 * @param endpointId only those of this endpoint, or null
 * @param deliveryId only those of this delivery, or null
 * @param status only those of this status, or null
 * @param reason only those given up for this reason, or null
 * @param created when the delivery was given up
 */
public record DeadLetterQuery(
        @Nullable EndpointId endpointId,
        @Nullable DeliveryId deliveryId,
        @Nullable DeadLetterStatus status,
        @Nullable FailureReason reason,
        TimeRange created) {

    /** Selects every dead letter. */
    public static DeadLetterQuery all() {
        return new DeadLetterQuery(null, null, null, null, TimeRange.ALWAYS);
    }

    /** Selects only dead letters of {@code endpoint}. */
    public DeadLetterQuery of(EndpointId endpoint) {
        return new DeadLetterQuery(endpoint, deliveryId, status, reason, created);
    }

    /** Selects only dead letters of {@code delivery}. */
    public DeadLetterQuery of(DeliveryId delivery) {
        return new DeadLetterQuery(endpointId, delivery, status, reason, created);
    }

    /** Selects only dead letters of status {@code status}. */
    public DeadLetterQuery in(DeadLetterStatus status) {
        return new DeadLetterQuery(endpointId, deliveryId, status, reason, created);
    }

    /** Selects only dead letters given up for {@code reason}. */
    public DeadLetterQuery because(FailureReason reason) {
        return new DeadLetterQuery(endpointId, deliveryId, status, reason, created);
    }

    /** Selects only deliveries given up in {@code range}. */
    public DeadLetterQuery created(TimeRange range) {
        return new DeadLetterQuery(endpointId, deliveryId, status, reason, range);
    }

    /** Tells whether {@code letter} is selected. */
    public boolean matches(DeadLetter letter) {
        return (endpointId == null || endpointId.equals(letter.endpointId()))
                && (deliveryId == null || deliveryId.equals(letter.deliveryId()))
                && (status == null || status == letter.status())
                && (reason == null || reason == letter.reason())
                && created.contains(letter.createdAt());
    }
}
