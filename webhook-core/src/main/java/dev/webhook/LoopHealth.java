package dev.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one of a dispatcher's loops is doing.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name the loop's name, which is its thread's too
 * @param lastRun when it last ran without an error, or null if it never did
 * @param error what its last run failed with, or null if it didn't
 */
public record LoopHealth(
        String name, @Nullable Instant lastRun, @Nullable String error) {}
