package dev.webhook.retention;

import org.jspecify.annotations.Nullable;

/**
 * A partition that was dropped.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name its name
 * @param archive where its rows are now: the name of the archive's manifest, or of the table they were moved to; null if
 *     they are gone
 */
public record DroppedPartition(String name, @Nullable String archive) {}
