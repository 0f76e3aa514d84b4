package dev.webhook.circuit;

import dev.webhook.circuit.CircuitAdmission.Permit;
import dev.webhook.circuit.CircuitAdmission.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Refuses every attempt until its time is over, and then admits the first as a probe.
 *
 * <p>Immutable and thread-safe.
 */
record Open(Instant time, int openings, int consecutiveFailures) implements Phase {

    static Open after(CircuitPolicy policy, Instant now, int openings, int consecutiveFailures) {
        return new Open(now.plus(policy.openTime(openings)), openings, consecutiveFailures);
    }

    @Override
    public CircuitState state() {
        return CircuitState.OPEN;
    }

    @Override
    public Circuit.Step<CircuitAdmission> admit(
            Circuit circuit, CircuitPolicy policy, Instant now, Supplier<UUID> tokens) {
        if (now.isBefore(time)) {
            return new Circuit.Step<>(circuit, new Refused(Duration.between(now, time)));
        }
        return HalfOpen.begin(circuit, policy, now, tokens.get(), openings, consecutiveFailures);
    }

    @Override
    public Circuit.Step<CircuitTransition> report(
            Circuit circuit, CircuitPolicy policy, Instant now, Permit permit, boolean failure) {
        return new Circuit.Step<>(circuit, CircuitTransition.NONE);
    }

    @Override
    public Circuit release(Circuit circuit, Instant now, Permit permit) {
        return circuit;
    }

    @Override
    public CircuitSnapshot snapshot(long generation) {
        return new CircuitSnapshot(generation, state(), time, consecutiveFailures, openings, null, List.of());
    }
}
