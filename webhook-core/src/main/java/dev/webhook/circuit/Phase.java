package dev.webhook.circuit;

import dev.webhook.circuit.CircuitAdmission.Permit;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a circuit does in one of its states; each answers with the circuit that follows.
 *
 * <p>Immutable and thread-safe.
 */
sealed interface Phase permits Closed, Open, HalfOpen {

    CircuitState state();

    /** Returns the last result's time, the end of the open time, or the end of the probe time. */
    Instant time();

    int consecutiveFailures();

    Circuit.Step<CircuitAdmission> admit(Circuit circuit, CircuitPolicy policy, Instant now, Supplier<UUID> tokens);

    Circuit.Step<CircuitTransition> report(
            Circuit circuit, CircuitPolicy policy, Instant now, Permit permit, boolean failure);

    Circuit release(Circuit circuit, Instant now, Permit permit);

    CircuitSnapshot snapshot(long generation);
}
