package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.deadletter.DeadLetterStore;
import dev.webhook.delivery.ActiveQueueStore;
import dev.webhook.delivery.DeliveryLog;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.EventInbox;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.event.EventStore;
import dev.webhook.retention.Housekeeping;
import dev.webhook.retention.OwnerErasure;
import dev.webhook.signing.SecretCipher;
import java.util.Optional;

/**
 * The adapters that keep a dispatcher's state: stores that share their transactions, and the queue and circuit breaker
 * that come with them. Dispatchers on the same storage share the work.
 *
 * <p>Implementations are thread-safe, as are the ports they return; each method returns the same port every time.
 */
public interface Storage extends AutoCloseable {

    /** Returns the store of endpoints. */
    EndpointStore endpoints();

    /** Returns the store of events. */
    EventStore events();

    /** Returns the inbox of events that wait for their fan-out. */
    EventInbox inbox();

    /** Returns the store of deliveries. */
    DeliveryStore deliveries();

    /** Returns the listing of deliveries and attempts. */
    DeliveryLog deliveryLog();

    /** Returns the store of dead letters. */
    DeadLetterStore deadLetters();

    /** Returns the queue. */
    DeliveryQueue queue();

    /** Returns what says which queue is active, or empty if no other than the storage's own can be. */
    default Optional<ActiveQueueStore> activeQueue() {
        return Optional.empty();
    }

    /**
     * Returns the circuit breaker that follows {@code policy}. Those of one storage and policy share their state.
     */
    CircuitBreaker circuitBreaker(CircuitPolicy policy);

    /** Returns what encrypts secrets wherever they are kept, or empty if nothing does: then they are kept nowhere else. */
    default Optional<SecretCipher> secrets() {
        return Optional.empty();
    }

    /** Returns what keeps the storage in order, or empty if it needs nothing of the kind. */
    Optional<Housekeeping> housekeeping();

    /** Returns what erases an owner. */
    OwnerErasure ownerErasure();

    /**
     * Gives back what the storage opened itself; what the host handed in is the host's to close. A dispatcher closes its
     * storage when it is closed itself, so dispatchers that share one go by what the host opened. Closing again has no
     * effect. Does nothing unless it is overridden.
     */
    @Override
    default void close() {}
}
