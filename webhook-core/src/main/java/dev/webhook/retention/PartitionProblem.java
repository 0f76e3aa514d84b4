package dev.webhook.retention;

/**
 * A partition that should have been made or dropped, and wasn't; the next run tries again.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name its name
 * @param problem what is in the way, in words for an operator
 */
public record PartitionProblem(String name, String problem) {}
