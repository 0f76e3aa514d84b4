package dev.webhook.memory;

import dev.webhook.Storage;
import dev.webhook.TimeSource;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.deadletter.DeadLetterStore;
import dev.webhook.delivery.DeliveryLog;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.EventInbox;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.event.EventStore;
import dev.webhook.retention.Housekeeping;
import dev.webhook.retention.OwnerErasure;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Storage in the JVM's memory, for tests, examples and hosts that need no durability: what it holds ends with the JVM,
 * and it holds everything that was ever published.
 *
 * <p>Thread-safe; any number of dispatchers of one JVM may share it.
 */
public final class InMemoryStorage implements Storage {

    private final InstantSource clock;
    private final MemoryEndpoints endpoints;
    private final MemoryEvents events;
    private final MemoryDeliveries deliveries;
    private final MemoryDeadLetters deadLetters;
    private final MemoryDeliveryQueue queue;
    private final MemoryOwnerErasure ownerErasure;
    private final Map<CircuitPolicy, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    private InMemoryStorage(InstantSource clock) {
        this.clock = clock;
        MemoryDatabase database = new MemoryDatabase(clock);
        String epoch = UUID.randomUUID().toString();
        this.endpoints = new MemoryEndpoints(database);
        this.events = new MemoryEvents(database);
        this.deliveries = new MemoryDeliveries(database, epoch);
        this.deadLetters = new MemoryDeadLetters(database);
        this.queue = new MemoryDeliveryQueue(clock, epoch);
        this.ownerErasure = new MemoryOwnerErasure(database, events, queue);
    }

    /** Returns empty storage on the JVM's clock. */
    public static InMemoryStorage create() {
        return create(TimeSource.system());
    }

    /** Returns empty storage on {@code clock}. */
    public static InMemoryStorage create(InstantSource clock) {
        return new InMemoryStorage(clock);
    }

    @Override
    public EndpointStore endpoints() {
        return endpoints;
    }

    @Override
    public EventStore events() {
        return events;
    }

    @Override
    public EventInbox inbox() {
        return events;
    }

    @Override
    public DeliveryStore deliveries() {
        return deliveries;
    }

    @Override
    public DeliveryLog deliveryLog() {
        return deliveries;
    }

    @Override
    public DeadLetterStore deadLetters() {
        return deadLetters;
    }

    @Override
    public DeliveryQueue queue() {
        return queue;
    }

    @Override
    public CircuitBreaker circuitBreaker(CircuitPolicy policy) {
        return breakers.computeIfAbsent(policy, same -> new MemoryCircuitBreaker(same, clock));
    }

    /** Returns empty: everything is kept. */
    @Override
    public Optional<Housekeeping> housekeeping() {
        return Optional.empty();
    }

    @Override
    public OwnerErasure ownerErasure() {
        return ownerErasure;
    }
}
