package dev.webhook;

import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * What a listener is told of a recorded outcome.
 *
 * <p>Immutable and thread-safe.
 *
 * @param deliveryId the delivery
 * @param event what it brings
 * @param endpoint where it goes, or null if the endpoint is gone for good
 * @param attempt the attempt, or null if the delivery was given up without one
 * @param decision what becomes of the delivery
 */
public record DeliveryReport(
        DeliveryId deliveryId,
        Event event,
        @Nullable Endpoint endpoint,
        @Nullable AttemptReport attempt,
        Decision decision) {}
