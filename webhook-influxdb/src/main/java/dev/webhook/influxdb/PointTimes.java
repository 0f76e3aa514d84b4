package dev.webhook.influxdb;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Gives each point a time of its own: of two points of a series at the same nanosecond the second would replace the first.
 * Times are whole microseconds, each later than the one before, plus a number of nanoseconds that tells this node from
 * others. Thread-safe.
 */
final class PointTimes {

    /** How many nodes can be told apart: nanoseconds in a microsecond. */
    static final int NODES = 1_000;

    /** Further ahead of the clock than a burst gets: then the clock was turned back. */
    private static final long MOST_AHEAD = 1_000_000;

    private final InstantSource clock;
    private final int node;
    private long lastMicros;

    PointTimes(InstantSource clock, int node) {
        this.clock = clock;
        this.node = node;
    }

    /** Returns nanoseconds since 1970. */
    synchronized long next() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        boolean turnedBack = lastMicros - MOST_AHEAD > micros;
        lastMicros = turnedBack || micros > lastMicros ? micros : lastMicros + 1;
        return lastMicros * NODES + node;
    }
}
