package dev.webhook.delivery;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.PayloadFormat;
import dev.webhook.http.EndpointUrl;
import java.time.Duration;
import java.time.Instant;

/**
 * A delivery that fan-out or replay makes.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id its id
 * @param endpointId where it goes
 * @param eventId what it brings
 * @param messageId the {@code webhook-id} of its requests
 * @param attemptLimit how many attempts it may have
 * @param requestUrl where it goes as of now
 * @param payloadFormat how its body is made
 * @param expiresIn how long it may stay unfinished
 * @param limits its lane's limits
 */
public record NewDelivery(
        DeliveryId id,
        EndpointId endpointId,
        EventId eventId,
        String messageId,
        int attemptLimit,
        EndpointUrl requestUrl,
        PayloadFormat payloadFormat,
        Duration expiresIn,
        LaneLimits limits) {

    /** Makes the delivery of an event to {@code endpoint} as the endpoint is set now. */
    public static NewDelivery to(
            Endpoint endpoint, EventId event, String messageId, Duration expiresIn, DeliveryId id) {
        return new NewDelivery(
                id,
                endpoint.id(),
                event,
                messageId,
                endpoint.settings().retryPolicy().maxAttempts(),
                endpoint.settings().url(),
                endpoint.settings().payloadFormat(),
                expiresIn,
                LaneLimits.of(endpoint));
    }

    /** Returns the delivery as a store whose clock says {@code now} keeps it, due at once. */
    public Delivery at(Instant now) {
        return new Delivery(
                id,
                endpointId,
                eventId,
                messageId,
                DeliveryStatus.PENDING,
                1,
                attemptLimit,
                requestUrl,
                payloadFormat,
                now,
                now.plus(expiresIn),
                null,
                null,
                null,
                now);
    }

    /** Returns what the queue is told of it. */
    public ScheduledDelivery scheduled() {
        return new ScheduledDelivery(id, endpointId, Duration.ZERO, limits);
    }
}
