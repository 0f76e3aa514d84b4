package dev.webhook.circuit;

import java.time.Duration;

/**
 * How a circuit stands at one moment, for operators and metrics.
 *
 * <p>Immutable and thread-safe.
 *
 * @param state closed, open or half-open; a circuit whose open time is over stays open until an attempt asks
 * @param remaining what is left of the open time or of the probe's time; zero if it is over or the circuit closed
 * @param consecutiveFailures failures in a row, failed probes included, 0 or more
 */
public record CircuitStatus(CircuitState state, Duration remaining, int consecutiveFailures) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public CircuitStatus {
        if (remaining.isNegative()) {
            throw new IllegalArgumentException("remaining is " + remaining + ", it must be zero or more");
        }
        if (consecutiveFailures < 0) {
            throw new IllegalArgumentException(
                    "consecutiveFailures is " + consecutiveFailures + ", it must be 0 or more");
        }
    }
}
