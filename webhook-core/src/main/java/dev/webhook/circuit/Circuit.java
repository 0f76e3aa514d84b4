package dev.webhook.circuit;

import dev.webhook.circuit.CircuitAdmission.Permit;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The state machine of one endpoint's circuit, for adapters of {@link CircuitBreaker}: pure functions from a circuit, a
 * policy and a moment to the circuit that follows.
 *
 * <pre>{@code
 *            failures in a row, or failure rate
 *   closed ───────────────────────────────────────► open ◄──────────────┐
 *      ▲                                             │                  │
 *      │                  the open time is over, and │                  │ the probe fails (open time
 *      │                  an attempt asks: the probe │                  │ doubles), or is released
 *      │                                             ▼                  │ (open time over at once)
 *      └───────────────────────────────────────── half-open ────────────┘
 *                    the probe succeeds              ▲ │ the probe's time is over,
 *                                                    └─┘ and an attempt asks: a new probe
 * }</pre>
 *
 * <p>Each arrow, and a reset, begins a new generation. A result is looked at only if its permit is of the present
 * generation of a closed circuit (or of a later one, where the circuit was forgotten in between), or is the probe under
 * way; all other results come too late and change nothing. A success never opens a circuit. A forgotten circuit is a
 * fresh one, of generation 0.
 *
 * <p>A method that changes nothing returns the circuit it was called on, the same object, so that an adapter knows that
 * there is nothing to write.
 *
 * <p>Immutable and thread-safe.
 */
public final class Circuit {

    private static final Circuit FRESH = new Circuit(0, Closed.since(Instant.EPOCH));

    private final long generation;
    private final Phase phase;

    private Circuit(long generation, Phase phase) {
        this.generation = generation;
        this.phase = phase;
    }

    /** Returns the circuit of an endpoint of which nothing is known: closed, without results, of generation 0. */
    public static Circuit fresh() {
        return FRESH;
    }

    /** Returns the circuit that {@code snapshot} was taken of. */
    public static Circuit restore(CircuitSnapshot snapshot) {
        return new Circuit(snapshot.generation(), snapshot.phase());
    }

    /** Returns this circuit as plain values. */
    public CircuitSnapshot snapshot() {
        return phase.snapshot(generation);
    }

    /**
     * Answers an attempt that wants to be made.
     *
     * @param tokens makes the token of a probe, a new one each time; called only if the answer is a probe
     */
    public Step<CircuitAdmission> admit(CircuitPolicy policy, Instant now, Supplier<UUID> tokens) {
        Circuit present = present(policy, now);
        return present.phase.admit(present, policy, now, tokens);
    }

    /** Counts the result of an attempt. */
    public Step<CircuitTransition> report(CircuitPolicy policy, Instant now, Permit permit, boolean failure) {
        Circuit present = present(policy, now);
        return present.phase.report(present, policy, now, permit, failure);
    }

    /** Takes back the permit of an attempt that was not made; a probe's is given to the next that asks. */
    public Circuit release(CircuitPolicy policy, Instant now, Permit permit) {
        Circuit present = present(policy, now);
        return present.phase.release(present, now, permit);
    }

    /** Closes the circuit and forgets its results; those of attempts under way will come too late. */
    public Circuit reset(CircuitPolicy policy, Instant now) {
        return present(policy, now).next(Closed.since(now));
    }

    /** Opens the circuit for a time, as another breaker has left it, unless it is to wait for as long already. */
    public Circuit open(CircuitPolicy policy, Instant now, Duration time) {
        Circuit present = present(policy, now);
        CircuitSnapshot seen = present.snapshot();
        Instant end = now.plus(time);
        return seen.state() == CircuitState.CLOSED || seen.time().isBefore(end)
                ? present.next(new Open(end, Math.max(1, seen.openings()), seen.consecutiveFailures()))
                : present;
    }

    /** Returns how this circuit stands; asking changes nothing. */
    public CircuitStatus status(CircuitPolicy policy, Instant now) {
        Phase current = present(policy, now).phase;
        boolean waits = current.state() != CircuitState.CLOSED && now.isBefore(current.time());
        Duration remaining = waits ? Duration.between(now, current.time()) : Duration.ZERO;
        return new CircuitStatus(current.state(), remaining, current.consecutiveFailures());
    }

    /** Returns whether so long a silence has passed that this circuit is as good as fresh and need not be kept. */
    public boolean isForgotten(CircuitPolicy policy, Instant now) {
        return !now.isBefore(phase.time().plus(policy.forgetTime()));
    }

    private Circuit present(CircuitPolicy policy, Instant now) {
        return isForgotten(policy, now) ? FRESH : this;
    }

    long generation() {
        return generation;
    }

    Circuit with(Phase samePhase) {
        return new Circuit(generation, samePhase);
    }

    Circuit next(Phase nextPhase) {
        return new Circuit(generation + 1, nextPhase);
    }

    @Override
    public String toString() {
        return "Circuit[generation=" + generation + ", " + phase + "]";
    }

    /**
     * An answer, and the circuit that follows it.
     *
     * <p>Immutable and thread-safe.
     *
     * @param next the circuit to keep
     * @param answer what to tell the caller
     */
    public record Step<A>(Circuit next, A answer) {}
}
