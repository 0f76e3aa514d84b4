package dev.webhook.delivery;

import java.util.OptionalInt;

/**
 * How much of a lane's rate is used up, for adapters of {@link DeliveryQueue}: the generic cell rate algorithm as pure
 * functions. Of N a minute, B = max(1, N / 60) may come at once and N - B + 1 a minute are sustained, so that no 60 s
 * (half-open) ever hold more than N.
 *
 * <p>Times are microseconds of the queue's clock. Immutable and thread-safe.
 *
 * @param arrival when what was claimed so far is used up at the sustained rate (the theoretical arrival time)
 * @param claim the last claim that was charged
 * @param interval what each of its deliveries took up, in microseconds
 */
public record LaneRate(long arrival, long claim, long interval) {

    /** The rate of a lane from which nothing was claimed. */
    public static final LaneRate UNUSED = new LaneRate(Long.MIN_VALUE / 2, 0, 0);

    private static final long MINUTE = 60_000_000L;

    /** Returns how many may be claimed now. */
    public int free(OptionalInt perMinute, long now) {
        if (perMinute.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        long each = interval(perMinute.getAsInt());
        long room = now + burst(perMinute.getAsInt()) * each - Math.max(arrival, now);
        return (int) Math.max(0, room / each);
    }

    /** Returns from when on one may be claimed. */
    public long freeAt(OptionalInt perMinute) {
        return perMinute.isEmpty()
                ? Long.MIN_VALUE / 2
                : arrival - (burst(perMinute.getAsInt()) - 1) * interval(perMinute.getAsInt());
    }

    /**
     * Returns the rate after a claim; without a limit nothing is charged.
     *
     * @param claim a number above 0 that no other claim of the lane has
     * @param deliveries how many were claimed
     */
    public LaneRate charged(OptionalInt perMinute, long claim, int deliveries, long now) {
        if (perMinute.isEmpty() || deliveries == 0) {
            return this;
        }
        long each = interval(perMinute.getAsInt());
        return new LaneRate(Math.max(arrival, now) + deliveries * each, claim, each);
    }

    /**
     * Returns the rate after one delivery of a claim came to nothing. Once another claim was charged it is too late: the
     * time that the delivery took up may be over, and one more in its place would be one too many in the minute from
     * then on.
     *
     * @param claim the claim to which the delivery was charged, 0 if to none
     */
    public LaneRate givenBack(long claim) {
        return claim == this.claim ? new LaneRate(arrival - interval, claim, interval) : this;
    }

    /** Tells whether no earlier claim matters any more. */
    public boolean idle(long now) {
        return arrival <= now;
    }

    private static long burst(int perMinute) {
        return Math.max(1, perMinute / 60);
    }

    private static long interval(int perMinute) {
        return MINUTE / (perMinute - burst(perMinute) + 1) + 1;
    }
}
