package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.event.EventType;
import dev.webhook.signing.SecretCipher;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A queue and circuit breakers outside the storage that are faster than its own, and can be lost at any time: they hold
 * nothing that the storage doesn't know. A dispatcher goes on without them while they can't be reached. What else there is
 * (a cache, waking, a view for operators) is optional.
 *
 * <p>What is kept for the queue belongs to an epoch. Once it is of another epoch than is asked for, because it was emptied,
 * or restored, or is another server's, it counts as lost.
 *
 * <p>Implementations are thread-safe. Every method that asks the server throws
 * {@link dev.webhook.store.StoreUnavailableException} if it can't be reached, within a second.
 */
public interface Accelerator {

    /** Returns the queue's name: 1 to 50 characters, not that of the storage's queue. */
    String name();

    /**
     * Returns the queue.
     *
     * @param epoch tells the epoch in which to claim, schedule and settle. Each call throws
     *     {@link dev.webhook.store.StoreUnavailableException} if what the server keeps isn't of that epoch
     */
    DeliveryQueue queue(Supplier<String> epoch);

    /** Returns the circuit breaker that follows {@code policy}. */
    CircuitBreaker circuitBreaker(CircuitPolicy policy);

    /**
     * Returns {@code truth} with a cache before it that nodes share, from which only the version is taken that was asked
     * for; by default, {@code truth} itself.
     *
     * @param secrets what encrypts secrets, credentials and headers that are cached
     */
    default EndpointStore cached(EndpointStore truth, SecretCipher secrets) {
        return truth;
    }

    /**
     * Shows operators which endpoints subscribe to an event type, whatever their filters and users. Nothing is decided by
     * it. Does nothing by default.
     */
    default void showSubscribers(EventType type, List<EndpointId> endpoints) {}

    /** Empties the queue, and begins an epoch with beat 0. */
    void begin(String epoch);

    /**
     * Tells whether the server keeps the queue of this epoch, as it has been since the epoch began.
     *
     * @return false if it was emptied, belongs to another epoch, or the server was started again since
     */
    boolean keeps(String epoch);

    /**
     * Notes the storage's beat, and tells whether the server heard the one before: else it, or the storage, was restored
     * from an earlier state.
     *
     * @param beat the storage's, raised by one since the last call
     * @return false if the epoch isn't kept, or the beat that was noted last differs by more than one from the one before
     *     this: a node may die between the two notes
     */
    boolean beat(String epoch, long beat);

    /** What one node has for others to do. */
    enum News {
        /** Events wait for a router. */
        PUBLISHED,
        /** Deliveries wait for a claimer. */
        SCHEDULED
    }

    /** Tells all nodes that listen. What isn't heard is found all the same, a poll interval later. Does nothing by default. */
    default void tell(News news) {}

    /**
     * Listens to what nodes tell, on a thread of its own and until it is closed, through every outage of the server. By
     * default nothing is heard.
     *
     * @param threads makes the thread
     * @param heard is called on it, also when news may have been missed; returns at once
     * @return what ends it; doesn't throw if the server can't be reached
     */
    default Listening listen(ThreadFactory threads, Consumer<News> heard) {
        return () -> {};
    }

    /** Listens until it is closed. */
    @FunctionalInterface
    interface Listening extends AutoCloseable {

        /** Ends it, and waits a second at most. */
        @Override
        void close();
    }
}
