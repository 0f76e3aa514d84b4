package dev.webhook.delivery;

/**
 * How full a queue is.
 *
 * <p>Immutable and thread-safe.
 *
 * @param waiting how many deliveries wait, due or not
 * @param leased how many are leased
 * @param lanes how many lanes hold deliveries
 */
public record QueueStatus(long waiting, long leased, long lanes) {}
