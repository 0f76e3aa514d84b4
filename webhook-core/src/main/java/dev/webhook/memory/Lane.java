package dev.webhook.memory;

import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneRate;
import dev.webhook.endpoint.EndpointId;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * One endpoint's line of waiting and leased deliveries. All times are microseconds of the queue's clock. Touched only
 * under the queue's lock.
 */
final class Lane {

    /** The time of a lane that has nothing to claim. */
    static final long NEVER = Long.MAX_VALUE;

    /** The limits of a lane that was parked before anything was scheduled on it; any others are newer. */
    private static final LaneLimits UNKNOWN = new LaneLimits(1, OptionalInt.empty(), Long.MIN_VALUE);

    final EndpointId id;
    final TreeSet<Entry> waiting =
            new TreeSet<>(Comparator.comparingLong((Entry entry) -> entry.due).thenComparing(entry -> entry.id));
    final TreeSet<Entry> leased = new TreeSet<>(
            Comparator.comparingLong((Entry entry) -> entry.leaseEnd).thenComparing(entry -> entry.id));
    LaneRate rate = LaneRate.UNUSED;
    LaneLimits limits = UNKNOWN;
    long parkedUntil;
    /** How often the lane was parked; a claim of the same number came after the last park's end. */
    long parks;

    long turn = NEVER;
    /** Rises with every claim, so that of lanes with the same turn the longest unserved comes first. */
    long served;
    /** One at a time, since its park has just ended and the reason may still hold. */
    boolean cautious;
    /** One at a time, since its last attempt was slow. */
    boolean slow;

    Lane(EndpointId id) {
        this.id = id;
    }

    void learn(LaneLimits newer) {
        if (newer.version() > limits.version()) {
            limits = newer;
        }
    }

    void park(long until) {
        parkedUntil = until;
        parks++;
        cautious = true;
    }

    void unpark() {
        parkedUntil = 0;
        cautious = false;
    }

    int cap() {
        return cautious || slow ? 1 : limits.maxInFlight();
    }

    /** Returns from when on something can be claimed, if nothing changes until then. */
    long readyAt() {
        long first = leased.isEmpty() ? NEVER : leased.first().leaseEnd;
        if (leased.size() < cap() && !waiting.isEmpty()) {
            first = Math.min(first, waiting.first().due);
        }
        if (first == NEVER) {
            return NEVER;
        }
        return Math.max(Math.max(first, parkedUntil), rate.freeAt(limits.ratePerMinute()));
    }

    /** Tells whether nothing would be lost if the lane were forgotten. */
    boolean forgettable(long now) {
        return waiting.isEmpty() && leased.isEmpty() && parkedUntil <= now && !cautious && !slow && rate.idle(now);
    }
}
