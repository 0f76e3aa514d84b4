package dev.webhook;

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
import dev.webhook.store.StoreUnavailableException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ports of the one storage as a simulated node reaches them: a call may fail before or after it took effect, be held up
 * there, or be the last that the node makes. What took effect is told to the simulation's witness.
 */
final class SimulatedPorts implements Storage {

    private final Simulation world;
    private final SimulatedNode node;
    private final EndpointStore endpoints;
    private final EventStore events;
    private final EventInbox inbox;
    private final DeliveryStore deliveries;
    private final DeadLetterStore deadLetters;
    private final DeliveryQueue queue;
    private final CircuitBreaker circuits;

    SimulatedPorts(Simulation world, SimulatedNode node) {
        this.world = world;
        this.node = node;
        this.endpoints = port(EndpointStore.class, world.storage.endpoints());
        this.events = port(EventStore.class, world.storage.events());
        this.inbox = port(EventInbox.class, world.storage.inbox());
        this.deliveries = port(DeliveryStore.class, world.storage.deliveries());
        this.deadLetters = port(DeadLetterStore.class, world.storage.deadLetters());
        this.queue = port(DeliveryQueue.class, world.storage.queue());
        this.circuits = port(CircuitBreaker.class, world.storage.circuitBreaker(SimulatedNode.CIRCUITS));
    }

    private <T> T port(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(type.getSimpleName(), real, method, arguments)));
    }

    private @Nullable Object call(String type, Object real, Method method, Object[] arguments) throws Throwable {
        node.requireAlive();
        String call = type + "." + method.getName();
        Weather.Fault fault = world.witness.isWithinCall() ? Weather.Fault.NONE : world.faultOf(node, type);
        if (fault != Weather.Fault.NONE) {
            world.happened(fault.text, node + " " + fault.text + " " + call);
        }
        before(fault, call);
        Object reply = world.witness.see(call, arguments, seen -> {
            try {
                return method.invoke(real, seen);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        after(fault, call);
        world.witness.delivered(call, reply);
        return reply;
    }

    private void before(Weather.Fault fault, String call) {
        switch (fault) {
            case UNREACHABLE -> throw new StoreUnavailableException(call + " can't be reached");
            case CRASH_BEFORE -> node.crash();
            case HELD_BEFORE -> world.hold();
            default -> node.requireAlive();
        }
    }

    private void after(Weather.Fault fault, String call) {
        switch (fault) {
            case REPLY_LOST -> throw new StoreUnavailableException("the reply of " + call + " is lost");
            case CRASH_AFTER -> node.crash();
            case HELD_AFTER -> world.hold();
            default -> node.requireAlive();
        }
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
        return inbox;
    }

    @Override
    public DeliveryStore deliveries() {
        return deliveries;
    }

    @Override
    public DeliveryLog deliveryLog() {
        return world.storage.deliveryLog();
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
        return circuits;
    }

    @Override
    public Optional<Housekeeping> housekeeping() {
        return Optional.empty();
    }

    @Override
    public OwnerErasure ownerErasure() {
        return world.storage.ownerErasure();
    }
}
