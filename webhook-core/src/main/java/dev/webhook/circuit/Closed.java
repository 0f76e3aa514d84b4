package dev.webhook.circuit;

import dev.webhook.circuit.CircuitAdmission.Admitted;
import dev.webhook.circuit.CircuitAdmission.Permit;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Admits every attempt and counts the results until they are bad enough to open.
 *
 * <p>Immutable and thread-safe.
 */
record Closed(ResultWindow results, int consecutiveFailures, Instant time) implements Phase {

    static Closed since(Instant now) {
        return new Closed(ResultWindow.EMPTY, 0, now);
    }

    @Override
    public CircuitState state() {
        return CircuitState.CLOSED;
    }

    @Override
    public Circuit.Step<CircuitAdmission> admit(
            Circuit circuit, CircuitPolicy policy, Instant now, Supplier<UUID> tokens) {
        return new Circuit.Step<>(circuit, new Admitted(circuit.generation()));
    }

    @Override
    public Circuit.Step<CircuitTransition> report(
            Circuit circuit, CircuitPolicy policy, Instant now, Permit permit, boolean failure) {
        if (!(permit instanceof Admitted) || permit.generation() < circuit.generation()) {
            return new Circuit.Step<>(circuit, CircuitTransition.NONE);
        }
        ResultWindow counted = results.plus(policy.window(), now, failure);
        int failures = failure ? consecutiveFailures + 1 : 0;
        if (failure && policy.opens(failures, counted)) {
            Open open = Open.after(policy, now, 1, failures);
            return new Circuit.Step<>(circuit.next(open), CircuitTransition.opened(policy.openTime(1)));
        }
        return new Circuit.Step<>(circuit.with(new Closed(counted, failures, now)), CircuitTransition.NONE);
    }

    @Override
    public Circuit release(Circuit circuit, Instant now, Permit permit) {
        return circuit;
    }

    @Override
    public CircuitSnapshot snapshot(long generation) {
        return new CircuitSnapshot(generation, state(), time, consecutiveFailures, 0, null, results.tallies());
    }
}
