package dev.webhook.delivery;

import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.PayloadFormat;
import dev.webhook.http.EndpointUrl;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The obligation to bring one event to one endpoint.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the delivery's id
 * @param endpointId where it goes
 * @param eventId what it brings
 * @param messageId the {@code webhook-id} of its requests: the event's id, or another if a replay asked for a new one
 * @param status how far it got
 * @param attemptNumber the next attempt's number, or the last one's if the delivery is finished
 * @param attemptLimit the highest number an attempt may have; a redrive raises it
 * @param requestUrl where the last request went, or where the first will go as of the fan-out
 * @param payloadFormat how the body is made
 * @param nextAttemptAt when the next attempt is due, or null if the delivery is finished
 * @param expiresAt when it is given up if it is still unfinished
 * @param lastAttempt the last attempt, or null if there was none
 * @param errorMessage why the last attempt failed, or why the delivery was given up, or null
 * @param lastOutcomeId the id of the outcome that was recorded last, or null
 * @param updatedAt when it was last changed
 */
public record Delivery(
        DeliveryId id,
        EndpointId endpointId,
        EventId eventId,
        String messageId,
        DeliveryStatus status,
        int attemptNumber,
        int attemptLimit,
        EndpointUrl requestUrl,
        PayloadFormat payloadFormat,
        @Nullable Instant nextAttemptAt,
        Instant expiresAt,
        @Nullable Attempt lastAttempt,
        @Nullable String errorMessage,
        @Nullable UUID lastOutcomeId,
        Instant updatedAt) {

    public Delivery {
        if (status.finished() != (nextAttemptAt == null)) {
            throw new IllegalArgumentException("a delivery has a next attempt exactly if it is unfinished, not "
                    + status + " with " + nextAttemptAt);
        }
    }

    /** Returns when the delivery was made. */
    public Instant createdAt() {
        return id.createdAt();
    }

    /** Returns how many attempts were made. */
    public int attemptsMade() {
        return lastAttempt == null ? 0 : lastAttempt.number();
    }
}
