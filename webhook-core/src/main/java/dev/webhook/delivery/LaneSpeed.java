package dev.webhook.delivery;

import java.time.Duration;

/** How quickly an endpoint answered, which decides how much of a node its lane may take. */
public enum LaneSpeed {
    /** It answered within {@link #LIMIT}. */
    FAST,
    /** It timed out or took longer. */
    SLOW,
    /** There was no attempt; the lane stays as it was. */
    UNKNOWN;

    /** The longest time a fast answer takes. */
    public static final Duration LIMIT = Duration.ofSeconds(1);

    /** Returns the speed of an attempt that took {@code time}. */
    public static LaneSpeed of(Duration time) {
        return time.compareTo(LIMIT) > 0 ? SLOW : FAST;
    }
}
