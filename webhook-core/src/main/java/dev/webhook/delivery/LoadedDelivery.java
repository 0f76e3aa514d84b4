package dev.webhook.delivery;

import dev.webhook.event.Event;
import java.time.Duration;

/**
 * A delivery as the store judges it at the moment of an attempt.
 *
 * <p>Immutable and thread-safe.
 *
 * @param delivery the delivery
 * @param event what it brings
 * @param dueIn how long until its next attempt may start; zero or less if it may start now
 * @param expiresIn how long until it expires; zero or less if it has
 * @param endpointVersion the endpoint's present version
 * @param endpointParkedFor for how long the endpoint asked to be left alone; zero or less if it didn't
 * @param epoch the queue's present epoch; a lease of another is void
 */
public record LoadedDelivery(
        Delivery delivery,
        Event event,
        Duration dueIn,
        Duration expiresIn,
        long endpointVersion,
        Duration endpointParkedFor,
        String epoch) {}
