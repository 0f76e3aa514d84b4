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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Storage whose calls fail when a test says so, before or after the real call. Calls are named by port and method, as in
 * {@code DeliveryStore.record}. For one thread at a time.
 */
final class FaultyStorage implements Storage {

    private final Storage real;
    private final Map<String, Consumer<Object[]>> before = new HashMap<>();
    private final Map<String, UnaryOperator<Object>> after = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private Optional<Housekeeping> housekeeping = Optional.empty();

    FaultyStorage(Storage real) {
        this.real = real;
    }

    /** Has {@code keeper} keep it in order. */
    FaultyStorage keptBy(Housekeeping keeper) {
        housekeeping = Optional.of(keeper);
        return this;
    }

    /** Has the next {@code times} calls fail before anything is done. */
    void unreachable(String call, int times) {
        int[] left = {times};
        before.put(call, arguments -> {
            if (left[0]-- > 0) {
                throw new StoreUnavailableException(call + " can't be reached");
            }
        });
    }

    /** Has every call fail before anything is done, until {@link #heal()}. */
    void down(String call) {
        unreachable(call, Integer.MAX_VALUE);
    }

    /** Has the next {@code times} calls do their work and lose the reply. */
    void loseReplies(String call, int times) {
        int[] left = {times};
        after.put(call, reply -> {
            if (left[0]-- > 0) {
                throw new StoreUnavailableException("the reply of " + call + " is lost");
            }
            return reply;
        });
    }

    /** Looks at the arguments of each call, and may throw. */
    void before(String call, Consumer<Object[]> look) {
        before.put(call, look);
    }

    /** Changes the reply of each call. */
    void after(String call, UnaryOperator<Object> change) {
        after.put(call, change);
    }

    void heal() {
        before.clear();
        after.clear();
    }

    /** Returns how often {@code call} was made. */
    long calls(String call) {
        return calls.stream().filter(call::equals).count();
    }

    private <T> T port(Class<T> type, T port) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(type.getSimpleName(), port, method, arguments)));
    }

    private Object call(String type, Object port, Method method, Object[] arguments) throws Throwable {
        String call = type + "." + method.getName();
        calls.add(call);
        before.getOrDefault(call, same -> {}).accept(arguments);
        try {
            Object reply = method.invoke(port, arguments);
            return after.getOrDefault(call, UnaryOperator.identity()).apply(reply);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public EndpointStore endpoints() {
        return port(EndpointStore.class, real.endpoints());
    }

    @Override
    public EventStore events() {
        return port(EventStore.class, real.events());
    }

    @Override
    public EventInbox inbox() {
        return port(EventInbox.class, real.inbox());
    }

    @Override
    public DeliveryStore deliveries() {
        return port(DeliveryStore.class, real.deliveries());
    }

    @Override
    public DeliveryLog deliveryLog() {
        return port(DeliveryLog.class, real.deliveryLog());
    }

    @Override
    public DeadLetterStore deadLetters() {
        return port(DeadLetterStore.class, real.deadLetters());
    }

    @Override
    public DeliveryQueue queue() {
        return port(DeliveryQueue.class, real.queue());
    }

    @Override
    public CircuitBreaker circuitBreaker(CircuitPolicy policy) {
        return port(CircuitBreaker.class, real.circuitBreaker(policy));
    }

    @Override
    public Optional<Housekeeping> housekeeping() {
        return housekeeping.map(keeper -> port(Housekeeping.class, keeper));
    }

    @Override
    public OwnerErasure ownerErasure() {
        return port(OwnerErasure.class, real.ownerErasure());
    }
}
