package dev.webhook.circuit;

import dev.webhook.circuit.CircuitAdmission.Permit;
import dev.webhook.circuit.CircuitAdmission.Probe;
import dev.webhook.circuit.CircuitAdmission.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Waits for the report of its one probe, and admits another if that doesn't come in time.
 *
 * <p>Immutable and thread-safe.
 */
record HalfOpen(UUID probe, Instant time, int openings, int consecutiveFailures) implements Phase {

    static Circuit.Step<CircuitAdmission> begin(
            Circuit circuit, CircuitPolicy policy, Instant now, UUID probe, int openings, int consecutiveFailures) {
        HalfOpen halfOpen = new HalfOpen(probe, now.plus(policy.probeTime()), openings, consecutiveFailures);
        Circuit next = circuit.next(halfOpen);
        return new Circuit.Step<>(next, new Probe(next.generation(), probe));
    }

    @Override
    public CircuitState state() {
        return CircuitState.HALF_OPEN;
    }

    @Override
    public Circuit.Step<CircuitAdmission> admit(
            Circuit circuit, CircuitPolicy policy, Instant now, Supplier<UUID> tokens) {
        if (now.isBefore(time)) {
            return new Circuit.Step<>(circuit, new Refused(Duration.between(now, time)));
        }
        return begin(circuit, policy, now, tokens.get(), openings, consecutiveFailures);
    }

    @Override
    public Circuit.Step<CircuitTransition> report(
            Circuit circuit, CircuitPolicy policy, Instant now, Permit permit, boolean failure) {
        if (!holdsProbe(permit)) {
            return new Circuit.Step<>(circuit, CircuitTransition.NONE);
        }
        if (!failure) {
            return new Circuit.Step<>(circuit.next(Closed.since(now)), CircuitTransition.CLOSED);
        }
        Open open = Open.after(policy, now, openings + 1, consecutiveFailures + 1);
        return new Circuit.Step<>(circuit.next(open), CircuitTransition.reopened(policy.openTime(openings + 1)));
    }

    @Override
    public Circuit release(Circuit circuit, Instant now, Permit permit) {
        return holdsProbe(permit) ? circuit.next(new Open(now, openings, consecutiveFailures)) : circuit;
    }

    private boolean holdsProbe(Permit permit) {
        return permit instanceof Probe held && held.token().equals(probe);
    }

    @Override
    public CircuitSnapshot snapshot(long generation) {
        return new CircuitSnapshot(generation, state(), time, consecutiveFailures, openings, probe, List.of());
    }
}
