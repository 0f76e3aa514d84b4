package dev.webhook.memory;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.LeaseToken;
import org.jspecify.annotations.Nullable;

/** A delivery's place in its lane. Touched only under the queue's lock. */
final class Entry {

    final DeliveryId id;
    final Lane lane;
    long due;
    long leaseEnd;
    int lostLeases;
    /** The latest claim, if it was charged to the lane's rate, else 0. */
    long charge;
    /** The lane's {@link Lane#parks} when this was last claimed. */
    long parks;
    /** The token of the latest lease, kept after it ran out; null if there was none since the delivery was settled. */
    @Nullable
    LeaseToken token;

    Entry(DeliveryId id, Lane lane, long due) {
        this.id = id;
        this.lane = lane;
        this.due = due;
    }

    boolean leased() {
        return lane.leased.contains(this);
    }
}
