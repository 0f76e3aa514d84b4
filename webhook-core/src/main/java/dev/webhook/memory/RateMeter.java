package dev.webhook.memory;

import java.util.OptionalInt;

/**
 * Holds a lane to its rate by the generic cell rate algorithm: of N a minute, B = max(1, N / 60) may come at once and
 * N - B + 1 a minute are sustained, so that no 60 s (half-open) ever hold more than N. Times are microseconds. Touched
 * only under the queue's lock.
 */
final class RateMeter {

    private static final long MINUTE = 60_000_000L;

    private long theoreticalArrival = Long.MIN_VALUE / 2;

    /** Returns how many may be claimed now. */
    int free(OptionalInt perMinute, long now) {
        if (perMinute.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        long interval = interval(perMinute.getAsInt());
        long room = now + burst(perMinute.getAsInt()) * interval - Math.max(theoreticalArrival, now);
        return (int) Math.max(0, room / interval);
    }

    /** Returns from when on one may be claimed. */
    long freeAt(OptionalInt perMinute) {
        return perMinute.isEmpty()
                ? Long.MIN_VALUE / 2
                : theoreticalArrival - (burst(perMinute.getAsInt()) - 1) * interval(perMinute.getAsInt());
    }

    /** Charges {@code count} claims. */
    void charge(OptionalInt perMinute, int count, long now) {
        if (perMinute.isPresent()) {
            theoreticalArrival = Math.max(theoreticalArrival, now) + count * interval(perMinute.getAsInt());
        }
    }

    /** Gives back one claim that came to nothing. */
    void giveBack(OptionalInt perMinute) {
        if (perMinute.isPresent()) {
            theoreticalArrival -= interval(perMinute.getAsInt());
        }
    }

    /** Tells whether no earlier claim matters any more. */
    boolean idle(long now) {
        return theoreticalArrival <= now;
    }

    private static long burst(int perMinute) {
        return Math.max(1, perMinute / 60);
    }

    private static long interval(int perMinute) {
        return MINUTE / (perMinute - burst(perMinute) + 1) + 1;
    }
}
