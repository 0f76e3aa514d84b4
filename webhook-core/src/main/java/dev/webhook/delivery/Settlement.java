package dev.webhook.delivery;

import java.time.Duration;

/**
 * How a lease ends.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public sealed interface Settlement {

    /** Returns the lease that ends. */
    Lease lease();

    /**
     * The delivery is finished and leaves the queue.
     *
     * @param speed how the attempt went, or {@link LaneSpeed#UNKNOWN} if there was none
     */
    record Complete(Lease lease, LaneSpeed speed) implements Settlement {}

    /**
     * An attempt failed, and the next is due later.
     *
     * @param delay how long until then
     * @param speed how the attempt went
     */
    record Reschedule(Lease lease, Duration delay, LaneSpeed speed) implements Settlement {}

    /**
     * No attempt took place: the delivery goes back, and what the claim charged to the lane's rate is given back
     * if nothing was claimed from the lane since: otherwise the rate could be passed.
     *
     * @param delay how long until it is due
     */
    record Release(Lease lease, Duration delay) implements Settlement {}
}
