package dev.webhook.delivery;

import dev.webhook.endpoint.EndpointId;
import java.time.Duration;

/**
 * What the queue is told of an unfinished delivery.
 *
 * <p>Immutable and thread-safe.
 *
 * @param deliveryId the delivery
 * @param lane its endpoint
 * @param dueIn how long until its next attempt may start; zero or less if it may start now
 * @param limits its lane's limits
 */
public record ScheduledDelivery(DeliveryId deliveryId, EndpointId lane, Duration dueIn, LaneLimits limits) {}
