package dev.webhook.circuit;

import java.time.Duration;
import java.util.UUID;

/**
 * A circuit's answer to a worker that wants to make an attempt: a permit, or a refusal.
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface CircuitAdmission {

    /**
     * The right to make one attempt, to be handed back with {@link CircuitBreaker#report} or
     * {@link CircuitBreaker#release}.
     *
     * <p>Immutable and thread-safe.
     */
    sealed interface Permit extends CircuitAdmission {

        /** Returns the circuit's generation at the admission, 0 or more; it grows with each transition. */
        long generation();
    }

    /**
     * The permit of a closed circuit.
     *
     * <p>Immutable and thread-safe.
     *
     * @param generation the circuit's generation, 0 or more
     */
    record Admitted(long generation) implements Permit {

        public Admitted {
            requireGeneration(generation);
        }
    }

    /**
     * The one permit of a half-open circuit: the attempt's result decides whether the circuit closes.
     *
     * <p>Immutable and thread-safe.
     *
     * @param generation the circuit's generation, 0 or more
     * @param token tells this probe from all others
     */
    record Probe(long generation, UUID token) implements Permit {

        public Probe {
            requireGeneration(generation);
        }
    }

    /**
     * No attempt may be made now.
     *
     * <p>Immutable and thread-safe.
     *
     * @param retryIn when to ask again, more than zero: the rest of the open time, or, while another's probe is under
     *     way, the rest of its probe time. The circuit can close before that.
     */
    record Refused(Duration retryIn) implements CircuitAdmission {

        public Refused {
            if (retryIn.isZero() || retryIn.isNegative()) {
                throw new IllegalArgumentException("retryIn is " + retryIn + ", it must be more than zero");
            }
        }
    }

    private static void requireGeneration(long generation) {
        if (generation < 0) {
            throw new IllegalArgumentException("generation is " + generation + ", it must be 0 or more");
        }
    }
}
