package dev.webhook.circuit;

/**
 * Where a circuit stands; the lower-case name is what is stored, logged and documented.
 *
 * <p>Immutable and thread-safe.
 */
public enum CircuitState {
    /** Attempts are admitted, and their results counted. */
    CLOSED,
    /** No attempt is admitted until the open time is over. */
    OPEN,
    /** One attempt, the probe, is under way and decides whether the circuit closes. */
    HALF_OPEN
}
