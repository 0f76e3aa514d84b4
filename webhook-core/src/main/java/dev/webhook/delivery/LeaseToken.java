package dev.webhook.delivery;

/**
 * What fences a late worker: it names one claim of one delivery and never comes again.
 *
 * <p>Immutable and thread-safe.
 *
 * @param epoch the life of the queue in which the claim was made; a queue that was rebuilt or switched has another
 * @param value unique in the epoch
 */
public record LeaseToken(String epoch, String value) {}
