package dev.webhook.memory;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.endpoint.EndpointId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A lane as its rules say, without order or index: every question is answered by looking at every delivery. */
final class LaneModel {

    /** A delivery; its lease is the latest that was not settled, be it live or not. */
    static final class Item {
        long due;
        long leaseEnd;
        int lostLeases;
        /** Leases that were given back after they ran out: whether they count as lost is the queue's affair. */
        int perhapsLost;

        long parks;
        Optional<Lease> lease = Optional.empty();

        boolean live(long now) {
            return lease.isPresent() && leaseEnd > now;
        }

        boolean lost(long now) {
            return lease.isPresent() && leaseEnd <= now;
        }

        boolean waits(long now) {
            return !live(now) && (lease.isPresent() ? leaseEnd : due) <= now;
        }
    }

    static final long NEVER = Long.MAX_VALUE;

    final EndpointId id;
    final Map<DeliveryId, Item> items = new LinkedHashMap<>();
    LaneLimits limits;
    long parkedUntil;
    long parks;
    boolean cautious;
    boolean slow;
    /** Since when something could have been taken and nothing was, and after which service. */
    long unservedSince = NEVER;

    long served;
    /** Lost leases may come back a few at a time: until its next service the lane's place is not known. */
    boolean placeKnown = true;
    /** An empty lane may be forgotten, and with it when it was served. */
    boolean perhapsForgotten;

    LaneModel(EndpointId id, LaneLimits limits) {
        this.id = id;
        this.limits = limits;
    }

    int room(long now) {
        int cap = cautious || slow ? 1 : limits.maxInFlight();
        return cap
                - (int) items.values().stream().filter(item -> item.live(now)).count();
    }

    int takable(long now) {
        int due = (int) items.values().stream().filter(item -> item.waits(now)).count();
        return parkedUntil > now ? 0 : Math.max(0, Math.min(room(now), due));
    }

    boolean hasLost(long now) {
        return items.values().stream().anyMatch(item -> item.lost(now));
    }

    /** Called after whatever touched the lane, and before time goes on. */
    void touched(long now) {
        perhapsForgotten |= items.isEmpty();
        long ready = readyAt(now);
        if (unservedSince > now || ready > now) {
            unservedSince = ready == NEVER ? NEVER : Math.max(ready, now);
        }
    }

    void servedAs(long number, long now) {
        served = number;
        unservedSince = NEVER;
        perhapsForgotten = false;
        touched(now);
        placeKnown = true;
    }

    private long readyAt(long now) {
        long first = items.values().stream()
                .filter(item -> item.lease.isPresent())
                .mapToLong(item -> item.leaseEnd)
                .min()
                .orElse(NEVER);
        if (room(now) > 0) {
            first = Math.min(
                    first,
                    items.values().stream()
                            .filter(item -> item.lease.isEmpty())
                            .mapToLong(item -> item.due)
                            .min()
                            .orElse(NEVER));
        }
        return first == NEVER ? NEVER : Math.max(first, parkedUntil);
    }

    /** Tells whether this lane has certainly waited longer than {@code other}. */
    boolean waitsLongerThan(LaneModel other) {
        return unservedSince == other.unservedSince
                ? served < other.served && !perhapsForgotten && !other.perhapsForgotten
                : unservedSince < other.unservedSince;
    }

    void park(long until) {
        parkedUntil = until;
        parks++;
        cautious = true;
    }

    void learn(Item item, LaneSpeed speed) {
        if (speed != LaneSpeed.UNKNOWN) {
            slow = speed == LaneSpeed.SLOW;
            cautious &= item.parks != parks;
        }
    }
}
