package dev.webhook.store;

import java.time.Instant;

/**
 * A span of time: from {@code from}, inclusive, until {@code until}, exclusive.
 *
 * <p>Immutable and thread-safe.
 */
public record TimeRange(Instant from, Instant until) {

    /** All of time. */
    public static final TimeRange ALWAYS = new TimeRange(Instant.EPOCH, Instant.ofEpochMilli(0xFFFF_FFFF_FFFFL));

    public TimeRange {
        if (until.isBefore(from)) {
            throw new IllegalArgumentException("time range must not end before it begins: " + from + " to " + until);
        }
    }

    /** Tells whether {@code instant} lies in the range. */
    public boolean contains(Instant instant) {
        return !instant.isBefore(from) && instant.isBefore(until);
    }
}
