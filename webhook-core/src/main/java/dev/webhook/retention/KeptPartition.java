package dev.webhook.retention;

/**
 * A partition whose retention is over and that stays nevertheless; it is tried again in the next run.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name its name
 * @param reason why it stays, in words for an operator
 */
public record KeptPartition(String name, String reason) {}
