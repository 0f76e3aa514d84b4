package dev.webhook.delivery;

import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Says which one of several queues is active, to all nodes alike. Whatever schedules, settles or loads deliveries in the
 * store reads it in the same transaction.
 *
 * <p>Implementations are safe for use by many threads and many nodes, and go by the store's clock. Every method throws
 * {@link dev.webhook.store.StoreUnavailableException} if the store can't be reached.
 */
public interface ActiveQueueStore {

    /** The name of the queue that the store keeps itself. */
    String ownQueue();

    /** Returns the active queue. */
    ActiveQueue read();

    /**
     * Makes a queue the active one, with an epoch of its own and not whole, if {@code seen} still is. The same queue may
     * be made active again: that voids all leases.
     *
     * @param hold how long it stays before an accelerator may take over; of no meaning for an accelerator's queue
     * @return the active queue, or empty if another epoch has begun since
     */
    Optional<ActiveQueue> activate(ActiveQueue seen, String queue, Duration hold);

    /** Notes that the queue was filled; changes nothing if another epoch has begun since. */
    void filled(ActiveQueue active);

    /**
     * Lets deliveries that are being attempted be due no earlier than {@code time} from now: a queue that takes over doesn't
     * know of their leases. Nothing changes of those whose attempt was recorded meanwhile.
     *
     * @param inFlight the numbers of the attempts
     */
    void postpone(Map<DeliveryId, Integer> inFlight, Duration time);

    /**
     * Returns the endpoints whose circuit has been opened and not closed since, as was recorded, and for how long each is
     * still to be open, zero or more: a circuit breaker that takes over goes on from there.
     */
    Map<EndpointId, Duration> openCircuits();

    /** Takes everything off the store's own queue, unless it is the active one. */
    void emptyOwnQueue();

    /**
     * Raises the epoch's beat, at most once in {@code interval} over all nodes.
     *
     * @return the beat, or empty if it was not raised, because of the interval or because another epoch has begun
     */
    OptionalLong beat(ActiveQueue active, Duration interval);
}
