package dev.webhook.delivery;

import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.List;

/**
 * Says which delivery is attempted next: each endpoint's unfinished deliveries wait in a lane of their own, and claims
 * serve the lanes in turn, the longest unserved first. The queue is an index of what the delivery store holds and can
 * be rebuilt from it; it holds ids only.
 *
 * <p>Implementations are safe for use by many threads and many nodes, measure time by one clock of their own, and make
 * a claim cost what it takes, however much waits. Every method throws
 * {@link dev.webhook.store.StoreUnavailableException} if the queue can't be reached.
 */
public interface DeliveryQueue {

    /**
     * Puts deliveries on their lanes. One that waits already is moved to the due given, one that is leased is left
     * alone, so that the call can be repeated. Of a lane's limits those of the highest version hold, as long as the lane
     * holds deliveries or is parked.
     */
    void schedule(List<ScheduledDelivery> deliveries);

    /**
     * Leases due deliveries, the longest unserved lanes first and at most {@code perLane} from each.
     *
     * <p>No lane yields more than its limits allow: what it has leased over all nodes stays within its in-flight cap,
     * and any 60 s (half-open) of claims within its rate. A slow lane, and one whose park has just ended, yields one
     * delivery at a time. A lease that ran out is due again; the delivery is then claimed with
     * {@link Lease#lostLeases()} one higher.
     *
     * @return the leases, perhaps none; each delivery at most once
     */
    List<Lease> claim(ClaimRequest request);

    /**
     * Ends leases. A settlement counts only if its lease is still the delivery's latest, be it run out or not;
     * otherwise it changes nothing.
     *
     * @return the settlements that came too late, in their order
     */
    List<Settlement> settle(List<Settlement> settlements);

    /**
     * Lets nothing be claimed from a lane for {@code time}, or for what is left of a longer park. It is a hint: it
     * ends after at most {@link #LONGEST_PARK}, and whoever parked judges again. Costs the same however much waits.
     */
    void park(EndpointId lane, Duration time);

    /**
     * Sets what is left of a lane's park, and its limits if their version is higher than that of those it has.
     *
     * @param remaining the longest of the reasons that still hold; zero or less lets the lane be claimed at once and
     *     in full
     */
    void unpark(EndpointId lane, LaneLimits limits, Duration remaining);

    /** Returns how a lane stands; one that was never used is empty. */
    LaneStatus lane(EndpointId lane);

    /** Returns how full the queue is. */
    QueueStatus status();

    /** The longest park. */
    Duration LONGEST_PARK = Duration.ofMinutes(5);
}
