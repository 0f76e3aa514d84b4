package dev.webhook.deadletter;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.FailureReason;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that was given up, kept for an operator.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the dead letter's id
 * @param endpointId where the delivery went
 * @param eventId what it brought
 * @param deliveryId the delivery
 * @param reason why it was given up
 * @param attemptCount how many attempts were made
 * @param lastError what the last attempt ended with, or null if there was none
 * @param lastResponseStatus the HTTP status of the last answer, or null if none came
 * @param status what was done about it
 * @param resolvedAt when it was resolved or discarded, or null
 * @param resolvedBy who did it, or null
 * @param resolutionNotes why or how, or null
 */
public record DeadLetter(
        DeadLetterId id,
        EndpointId endpointId,
        EventId eventId,
        DeliveryId deliveryId,
        FailureReason reason,
        int attemptCount,
        @Nullable String lastError,
        @Nullable Integer lastResponseStatus,
        DeadLetterStatus status,
        @Nullable Instant resolvedAt,
        @Nullable String resolvedBy,
        @Nullable String resolutionNotes) {

    public DeadLetter {
        boolean pending = status == DeadLetterStatus.PENDING;
        if (pending != (resolvedAt == null) || pending != (resolvedBy == null)) {
            throw new IllegalArgumentException(
                    "a dead letter says when and by whom it was resolved exactly if it isn't pending, not " + status);
        }
    }

    /** Returns when the delivery was given up. */
    public Instant createdAt() {
        return id.createdAt();
    }

    /** Returns this dead letter as {@code resolution} leaves it. */
    public DeadLetter resolved(Resolution resolution, Instant at) {
        return new DeadLetter(
                id,
                endpointId,
                eventId,
                deliveryId,
                reason,
                attemptCount,
                lastError,
                lastResponseStatus,
                resolution.status(),
                at,
                resolution.by(),
                resolution.notes());
    }
}
