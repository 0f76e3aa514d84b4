package dev.webhook.memory;

import dev.webhook.circuit.Circuit;
import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.circuit.CircuitState;
import dev.webhook.circuit.CircuitStatus;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;

/**
 * Keeps circuits in this JVM's memory.
 *
 * <p>Circuits that were silent for the policy's forget time are dropped whenever the number kept has doubled, so that no
 * more than twice those of the live endpoints are kept.
 *
 * <p>Thread-safe, without locks: a circuit is replaced by compare-and-set.
 */
final class MemoryCircuitBreaker implements CircuitBreaker {

    private static final int LEAST_SWEEP_SIZE = 1_000;

    private final ConcurrentMap<EndpointId, Circuit> circuits = new ConcurrentHashMap<>();
    private final CircuitPolicy policy;
    private final InstantSource clock;
    private volatile int sweepSize = LEAST_SWEEP_SIZE;

    MemoryCircuitBreaker(CircuitPolicy policy, InstantSource clock) {
        this.policy = policy;
        this.clock = clock;
    }

    @Override
    public CircuitAdmission admit(EndpointId endpoint) {
        return step(endpoint, (circuit, now) -> circuit.admit(policy, now, UUID::randomUUID));
    }

    @Override
    public CircuitTransition report(EndpointId endpoint, CircuitAdmission.Permit permit, boolean failure) {
        return step(endpoint, (circuit, now) -> circuit.report(policy, now, permit, failure));
    }

    @Override
    public void release(EndpointId endpoint, CircuitAdmission.Permit permit) {
        step(endpoint, (circuit, now) -> new Circuit.Step<>(circuit.release(policy, now, permit), permit));
    }

    @Override
    public CircuitStatus status(EndpointId endpoint) {
        return circuits.getOrDefault(endpoint, Circuit.fresh()).status(policy, clock.instant());
    }

    @Override
    public long openCircuits() {
        Instant now = clock.instant();
        return circuits.values().stream()
                .filter(circuit -> circuit.status(policy, now).state() != CircuitState.CLOSED)
                .count();
    }

    @Override
    public void reset(EndpointId endpoint) {
        step(endpoint, (circuit, now) -> new Circuit.Step<>(circuit.reset(policy, now), endpoint));
    }

    @Override
    public void open(Map<EndpointId, Duration> open) {
        open.forEach((endpoint, time) ->
                step(endpoint, (circuit, now) -> new Circuit.Step<>(circuit.open(policy, now, time), endpoint)));
    }

    int size() {
        return circuits.size();
    }

    private <A> A step(EndpointId endpoint, BiFunction<Circuit, Instant, Circuit.Step<A>> move) {
        while (true) {
            Circuit before = circuits.getOrDefault(endpoint, Circuit.fresh());
            Instant now = clock.instant();
            Circuit.Step<A> step = move.apply(before, now);
            if (swap(endpoint, before, step.next(), now)) {
                return step.answer();
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // a circuit that nothing changed is the same object
    private boolean swap(EndpointId endpoint, Circuit before, Circuit after, Instant now) {
        if (after == before) {
            return true;
        }
        if (circuits.replace(endpoint, before, after)) {
            return true;
        }
        if (before != Circuit.fresh() || circuits.putIfAbsent(endpoint, after) != null) {
            return false;
        }
        sweepIfDue(now);
        return true;
    }

    private void sweepIfDue(Instant now) {
        if (circuits.size() > sweepSize) {
            circuits.values().removeIf(circuit -> circuit.isForgotten(policy, now));
            sweepSize = Math.max(LEAST_SWEEP_SIZE, 2 * circuits.size());
        }
    }
}
