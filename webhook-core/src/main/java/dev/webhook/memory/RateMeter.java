package dev.webhook.memory;

import java.util.OptionalInt;

/**
 * Holds a lane to its rate by the generic cell rate algorithm: of N a minute, B = max(1, N / 60) may come at once and
 * N - B + 1 a minute are sustained, so that no 60 s (half-open) ever hold more than N. Times are microseconds. Touched
 * only under the queue's lock.
 */
final class RateMeter {

    private static final long MINUTE = 60_000_000L;

    /** What is given back for a delivery that was not charged. */
    private static final long UNCHARGED = -1;

    private long theoreticalArrival = Long.MIN_VALUE / 2;
    private long lastClaim;
    private long lastInterval;

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

    /**
     * Charges one delivery of a claim.
     *
     * @return what {@link #giveBack} takes for it
     */
    long charge(OptionalInt perMinute, long claim, long now) {
        if (perMinute.isEmpty()) {
            return UNCHARGED;
        }
        lastInterval = interval(perMinute.getAsInt());
        lastClaim = claim;
        theoreticalArrival = Math.max(theoreticalArrival, now) + lastInterval;
        return claim;
    }

    /**
     * Gives back one delivery that came to nothing. Once another claim was charged it is too late: the time that the
     * delivery took up may be over, and one more in its place would be one too many in the minute from then on.
     */
    void giveBack(long charge) {
        if (charge == lastClaim) {
            theoreticalArrival -= lastInterval;
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
