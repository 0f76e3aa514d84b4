package dev.webhook;

import dev.failsafe.RetryPolicy;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * A dispatcher's actors, wired as a dispatcher wires them, without its threads: each run is a {@link Task}. When it crashes,
 * all that it knew is lost.
 */
final class SimulatedNode implements TimeSource {

    static final Duration LEASE = Duration.ofSeconds(60);

    static final CircuitPolicy CIRCUITS = CircuitPolicy.builder()
            .consecutiveFailures(3)
            .openTime(Duration.ofSeconds(10))
            .longestOpenTime(Duration.ofSeconds(60))
            .probeTime(Duration.ofSeconds(45))
            .build();

    private static final int SLOTS = 4;

    /** Repeats calls as nodes do, without pauses. */
    private static final Guard GUARD = new Guard(RetryPolicy.builder()
            .handle(StoreUnavailableException.class)
            .withMaxRetries(5)
            .build());

    final WebhookDispatcher operator;
    final EventPublisher publisher;
    final Slots slots;
    final Map<String, IntSupplier> actors = new LinkedHashMap<>();

    /** Attempts that wait for a thread. */
    final List<Task> waiting = new ArrayList<>();

    private final Simulation world;
    private final String name;
    private final Instant began;
    private Duration skew;
    private boolean crashed;

    SimulatedNode(Simulation world, String name, Duration skew) {
        this.world = world;
        this.name = name;
        this.began = world.now();
        this.skew = skew;
        DispatcherBuilder options = WebhookDispatcher.builder()
                .storage(new SimulatedPorts(world, this))
                .transport(world.receivers.transportOf(this))
                .timeSource(this)
                .serializer(event -> new byte[0])
                .circuitPolicy(CIRCUITS)
                .maxTimeout(Duration.ofSeconds(30))
                .leaseDuration(LEASE)
                .deliveryExpiry(world.expiry)
                .disableAfterFailures(8)
                .disableAfter(Duration.ofMinutes(3))
                .maxConcurrentAttempts(SLOTS);
        this.operator = options.build();
        Wakes wakes = new Wakes(name, null);
        this.slots = new Slots(SLOTS, this, wakes.scheduledSignal());
        wire(options, Objects.requireNonNull(options.storage), wakes);
        this.publisher = new EventPublisher(
                options.storage.events(),
                event -> new byte[0],
                options.maxEventBytes,
                this,
                new Listeners(List.of()),
                wakes,
                GUARD);
    }

    private void wire(DispatcherBuilder options, Storage ports, Wakes wakes) {
        Wiring wiring = new Wiring(
                options,
                ports,
                ports.endpoints(),
                ports.queue(),
                new TolerantCircuitBreaker(ports.circuitBreaker(CIRCUITS)),
                new Listeners(List.of()),
                new EndpointCache(ports.endpoints()),
                slots,
                wakes,
                GUARD,
                world.random::nextDouble);
        OutcomeRecorder recorder = wiring.recorder(new Signal());
        DeliveryWorker worker = wiring.worker(Objects.requireNonNull(options.transport), recorder);
        actors.put("router", wiring.router()::runOnce);
        actors.put("claimer", wiring.claimer(recorder, worker, this::enqueue)::runOnce);
        actors.put("recorder", recorder::runOnce);
        actors.put("reconciler", wiring.reconciler(recorder)::runOnce);
    }

    private void enqueue(Runnable attempt) {
        Task.HandedOut handedOut = world.running().toHandOut.poll();
        world.findings.check(
                Invariant.I7, handedOut != null, () -> world.running() + " hands out what the store doesn't call due");
        Objects.requireNonNull(handedOut);
        String lease = world.names.of(handedOut.lease.deliveryId());
        waiting.add(new Task(this, "attempt of " + lease, handedOut, attempt));
    }

    boolean crashed() {
        return crashed;
    }

    void requireAlive() {
        if (crashed) {
            throw new NodeCrash();
        }
    }

    /** Ends the node, and the task that calls this. */
    void crash() {
        crashed = true;
        throw new NodeCrash();
    }

    void die() {
        crashed = true;
    }

    void setClock(Duration newSkew) {
        skew = newSkew;
    }

    Duration skew() {
        return skew;
    }

    @Override
    public Instant instant() {
        return world.now().plus(skew);
    }

    @Override
    public long nanoTime() {
        return Duration.between(began, world.now()).toNanos();
    }

    @Override
    public String toString() {
        return name;
    }
}
