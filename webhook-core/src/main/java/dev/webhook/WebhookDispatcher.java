package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.event.Publication;
import dev.webhook.retention.ErasureReport;
import dev.webhook.retention.OwnerErasure;
import dev.webhook.store.StoreUnavailableException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Sends webhooks: the application publishes events, and every subscribed endpoint gets a signed HTTP request, again and
 * again until it takes it.
 *
 * <pre>{@code
 * WebhookDispatcher dispatcher =
 *         WebhookDispatcher.builder().storage(InMemoryStorage.create()).build().start();
 * dispatcher.endpoints().register(42, EndpointSpec.url("https://example.com/webhooks").subscribe("order.*"));
 * dispatcher.publish(NewEvent.forUser(42, "order.created").json("{\"order\": 1}"));
 * }</pre>
 *
 * <p>Delivery is at least once: a receiver may see the same {@code webhook-id} again, after a crash of this node for
 * instance, and drops it by that id. Order is not promised.
 *
 * <p>A dispatcher that is not started only publishes. Any number of dispatchers, in one JVM or many, may share a
 * storage. No shutdown hook is installed: whoever starts a dispatcher closes it.
 *
 * <p>Thread-safe.
 */
public final class WebhookDispatcher implements AutoCloseable {

    private final EventPublisher publisher;
    private final Endpoints endpoints;
    private final Events events;
    private final Deliveries deliveries;
    private final DeadLetters deadLetters;
    private final OwnerErasure ownerErasure;
    private final Pipeline pipeline;

    WebhookDispatcher(DispatcherBuilder options) {
        Storage storage = Objects.requireNonNull(options.storage);
        Listeners listeners = new Listeners(options.listeners);
        EndpointStore endpointStore = endpoints(options, storage);
        Wakes wakes = new Wakes(options.name, options.accelerator);
        TimeSource time = options.timeSource;
        Slots slots = new Slots(options.maxConcurrentAttempts, time, wakes.scheduledSignal());
        DeliveryQueue queue = queue(options, storage, slots);
        CircuitBreaker circuits = circuits(options, storage, queue);
        this.publisher = new EventPublisher(
                storage.events(),
                options.serializer == null ? EventPublisher.jackson() : options.serializer,
                options.maxEventBytes,
                time,
                listeners,
                wakes,
                Guard.PAUSING);
        EndpointEditor editor =
                new EndpointEditor(options.addressPolicy, options.signers, options.maxTimeout, options.deliveryExpiry);
        this.endpoints = new Endpoints(
                storage,
                endpointStore,
                queue,
                circuits,
                editor,
                options.rotationOverlap,
                options.deliveryExpiry,
                time,
                listeners,
                wakes);
        this.events = new Events(storage, queue, options.deliveryExpiry, time, wakes);
        this.deliveries = new Deliveries(storage, queue, circuits, time);
        this.deadLetters = new DeadLetters(storage, queue, options.deliveryExpiry, wakes);
        this.ownerErasure = storage.ownerErasure();
        this.pipeline = new Pipeline(
                options, storage, endpointStore, queue, new TolerantCircuitBreaker(circuits), listeners, slots, wakes);
    }

    private static DeliveryQueue queue(DispatcherBuilder options, Storage storage, Slots slots) {
        return options.accelerator == null
                ? storage.queue()
                : new SwitchingQueue(
                        storage,
                        storage.activeQueue().orElseThrow(),
                        options.accelerator,
                        slots,
                        options.lease(),
                        options.timeSource);
    }

    private static CircuitBreaker circuits(DispatcherBuilder options, Storage storage, DeliveryQueue queue) {
        if (options.circuitBreaker != null) {
            return options.circuitBreaker;
        }
        CircuitBreaker own = storage.circuitBreaker(options.circuitPolicy);
        return options.accelerator != null && queue instanceof SwitchingQueue switching
                ? new SwitchingCircuitBreaker(switching, own, options.accelerator.circuitBreaker(options.circuitPolicy))
                : own;
    }

    /** Nothing is cached where secrets aren't encrypted. */
    private static EndpointStore endpoints(DispatcherBuilder options, Storage storage) {
        Accelerator accelerator = options.accelerator;
        return accelerator == null
                ? storage.endpoints()
                : storage.secrets()
                        .map(secrets -> accelerator.cached(storage.endpoints(), secrets))
                        .orElseGet(storage::endpoints);
    }

    /** Returns a builder with every default; only its storage must be set. */
    public static DispatcherBuilder builder() {
        return new DispatcherBuilder();
    }

    /**
     * Starts to fan out and deliver, on threads of the dispatcher's own.
     *
     * @return this dispatcher
     * @throws IllegalStateException if it was started or closed before
     */
    public WebhookDispatcher start() {
        pipeline.start();
        return this;
    }

    /**
     * Publishes an event: when this returns, it is stored and will be delivered.
     *
     * @return the event's id, or, if its idempotency key was used before, the id of the event that was published then
     * @throws dev.webhook.event.InvalidEventException if the event is malformed; nothing was published
     * @throws dev.webhook.event.IdempotencyConflictException if its idempotency key stands for another event; nothing
     *     was published
     * @throws StoreUnavailableException if the store can't be reached or takes no work, in up to six tries within a
     *     second; whether the event was published is not known
     * @throws IllegalStateException if the dispatcher was closed
     */
    public EventId publish(NewEvent event) {
        return publish(List.of(event)).get(0);
    }

    /**
     * Publishes events, all or none.
     *
     * @return an id for each, in the same order
     * @throws dev.webhook.event.InvalidEventException naming the mistakes of all events; nothing was published
     * @throws dev.webhook.event.IdempotencyConflictException if an idempotency key stands for another event; nothing
     *     was published
     * @throws StoreUnavailableException if the store can't be reached or takes no work, in up to six tries within a
     *     second; whether the events were published is not known
     * @throws IllegalStateException if the dispatcher was closed
     */
    public List<EventId> publish(List<NewEvent> newEvents) {
        pipeline.requireOpen();
        return publisher.publish(newEvents);
    }

    /**
     * Publishes events, all or none, in a transaction that somebody else ends: for adapters that let events join the
     * application's own transaction. It checks the events and has {@code append} store them, on the calling thread and
     * once.
     *
     * @param append stores publications as {@link dev.webhook.event.EventStore#append} does, where this dispatcher's
     *     storage holds them; what it throws is thrown on
     * @return the events' ids, and the one to tell of the commit
     * @throws dev.webhook.event.InvalidEventException naming the mistakes of all events; {@code append} was not called
     * @throws IllegalStateException if the dispatcher was closed
     */
    public PublishReceipt publishBy(List<NewEvent> newEvents, Function<List<Publication>, List<EventId>> append) {
        pipeline.requireOpen();
        return publisher.publish(newEvents, append);
    }

    /**
     * Does once, on the calling thread, what the started dispatcher's loops do: fans out a batch, claims and attempts
     * what is due, records the outcomes, and reconciles if its interval has passed. For hosts that schedule by
     * themselves, and for tests on a clock of their own.
     *
     * @return how much was done; 0 if there is nothing to do now
     * @throws IllegalStateException if the dispatcher was started or closed
     */
    public int runOnce() {
        return pipeline.runOnce();
    }

    /** Manages endpoints. */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** Shows events and replays them. */
    public Events events() {
        return events;
    }

    /** Shows deliveries and attempts and explains them. */
    public Deliveries deliveries() {
        return deliveries;
    }

    /** Shows dead letters and redrives them. */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /**
     * Erases an owner: the endpoints, payloads and bodies of a user are removed for good, and so is whatever else its
     * endpoints and publishers stored, as {@link OwnerErasure#erase} says. It takes its time, on the calling thread, while
     * everything else goes on; listeners are not told. Call it again if it failed, and until its report is empty.
     *
     * @param user whose endpoints and events they are
     * @return what was erased, and which archives can hold rows of the user, which are yours to deal with
     * @throws StoreUnavailableException if the store can't be reached; a part may be erased
     * @throws dev.webhook.retention.DamagedArchiveException if the archive can't say what it has; in the store all is
     *     erased
     */
    public ErasureReport eraseOwner(long user) {
        return ownerErasure.erase(user);
    }

    /** Returns how this node is doing. Never throws: what can't be reached is said to be unreachable. */
    public Health health() {
        return pipeline.health();
    }

    /**
     * Stops to claim, waits for the attempts in flight until the shutdown timeout, hands back the leases of those that
     * are still under way, and ends every thread of the dispatcher's own. What was handed back is delivered again by
     * another node or after the next start. Idempotent.
     *
     * <p>On one of those threads, where most methods of a listener are called, or in the middle of an attempt, it can't
     * wait for itself: when it returns, nothing can be published any more, and a thread of its own does the rest. Another
     * thread that calls {@code close()} then waits for that.
     */
    @Override
    public void close() {
        pipeline.close();
    }
}
