package dev.webhook.jdbi;

import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneRate;
import dev.webhook.delivery.LaneSpeed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A lane's row, locked and changed within one transaction. For one thread. */
final class Lane {

    final UUID id;
    final long changes;
    final Instant now;
    final UUID epoch;
    private final @Nullable Instant head;
    private @Nullable Instant leaseEnd;
    LaneLimits limits;
    LaneRate rate;
    int waiting;
    int leased;

    @Nullable
    Instant parkedUntil;

    long parks;
    boolean cautious;
    boolean slow;
    long served;
    long claim;
    private @Nullable Instant earliestChanged;

    private Lane(ResultSet row) throws SQLException {
        id = row.getObject("webhook_id", UUID.class);
        changes = row.getLong("changes");
        now = Times.instant(row, "now");
        epoch = row.getObject("epoch", UUID.class);
        head = Times.instantOrNull(row, "head");
        leaseEnd = Times.instantOrNull(row, "lease_end");
        int maxInFlight = row.getInt("max_in_flight");
        int perMinute = row.getInt("rate_per_minute");
        limits = new LaneLimits(
                maxInFlight,
                row.wasNull() ? OptionalInt.empty() : OptionalInt.of(perMinute),
                row.getLong("limits_version"));
        rate = new LaneRate(row.getLong("rate_arrival"), row.getLong("rate_claim"), row.getLong("rate_interval"));
        waiting = row.getInt("waiting");
        leased = row.getInt("leased");
        parkedUntil = Times.instantOrNull(row, "parked_until");
        parks = row.getLong("parks");
        cautious = row.getBoolean("cautious");
        slow = row.getBoolean("slow");
        served = row.getLong("served");
    }

    /** Reads a row of {@code lock_lanes}. */
    static Lane locked(ResultSet row) throws SQLException {
        return new Lane(row);
    }

    /** Reads a row of {@code lock_turns}: a lane whose turn it is. */
    static Lane ofTurn(ResultSet row) throws SQLException {
        Lane lane = new Lane(row);
        lane.claim = row.getLong("claim");
        return lane;
    }

    /** Lets the claim that locked the lane serve it, be it with nothing, which ends its turn. */
    void serve() {
        served = claim;
    }

    void learn(LaneLimits newer) {
        if (newer.version() > limits.version()) {
            limits = newer;
        }
    }

    /** Notes that a delivery waits for {@code due}, so that the head is looked for from there on. */
    void waits(Instant due) {
        if (earliestChanged == null || due.isBefore(earliestChanged)) {
            earliestChanged = due;
        }
    }

    /** Returns a time that is no later than the earliest waiting due, or null if nothing waits. */
    @Nullable
    Instant scanFrom() {
        if (waiting == 0) {
            return null;
        }
        return head == null || (earliestChanged != null && earliestChanged.isBefore(head)) ? earliestChanged : head;
    }

    /** Returns a time that is no later than the earliest end of a lease, or null if nothing is leased. */
    @Nullable
    Instant leasesFrom() {
        return leased == 0 ? null : leaseEnd;
    }

    int cap() {
        return cautious || slow ? 1 : limits.maxInFlight();
    }

    /** Returns how many may be leased now. */
    int room() {
        return Math.max(0, Math.min(cap() - leased, rate.free(limits.ratePerMinute(), Times.micros(now))));
    }

    /** Returns the number by which this claim's deliveries are charged to the rate. */
    long charge() {
        return limits.ratePerMinute().isPresent() ? claim : 0;
    }

    /** Notes that so many deliveries are leased until {@code end}. */
    void leases(int deliveries, Instant end) {
        if (leased == 0 || leaseEnd == null || end.isBefore(leaseEnd)) {
            leaseEnd = end;
        }
        waiting -= deliveries;
        leased += deliveries;
        rate = rate.charged(limits.ratePerMinute(), claim, deliveries, Times.micros(now));
    }

    void removed(boolean wasLeased) {
        leased -= wasLeased ? 1 : 0;
        waiting -= wasLeased ? 0 : 1;
    }

    boolean hasLostLeases() {
        return leaseEnd != null && !leaseEnd.isAfter(now);
    }

    void takesBack(Instant leaseEnd) {
        leased--;
        waiting++;
        waits(leaseEnd);
    }

    void park(Duration time) {
        Instant until = now.plus(bounded(time));
        if (parkedUntil == null || until.isAfter(parkedUntil)) {
            parkedUntil = until;
        }
        parks++;
        cautious = true;
    }

    void unpark(Duration remaining) {
        if (remaining.compareTo(Duration.ZERO) > 0) {
            parkedUntil = now.plus(bounded(remaining));
            parks++;
            cautious = true;
        } else {
            parkedUntil = null;
            cautious = false;
        }
    }

    private static Duration bounded(Duration park) {
        return park.compareTo(DeliveryQueue.LONGEST_PARK) > 0 ? DeliveryQueue.LONGEST_PARK : park;
    }

    /** Takes in how an attempt went that was claimed when the lane had been parked {@code parksThen} times. */
    void learn(LaneSpeed speed, long parksThen) {
        if (speed != LaneSpeed.UNKNOWN) {
            slow = speed == LaneSpeed.SLOW;
            cautious &= parksThen != parks;
        }
    }
}
