package dev.webhook.delivery;

import java.time.Duration;

/**
 * An unfinished delivery, as the reconciler holds it against the queue.
 *
 * <p>Immutable and thread-safe.
 *
 * @param scheduled what the queue should know of it
 * @param attemptNumber its next attempt's number
 * @param expiresIn how long until it expires; zero or less if it has
 */
public record UnfinishedDelivery(ScheduledDelivery scheduled, int attemptNumber, Duration expiresIn) {}
