package dev.webhook.circuit;

import java.time.Duration;

/**
 * What a reported result did to its circuit, for whoever parks lanes and tells listeners.
 *
 * <p>Immutable and thread-safe.
 *
 * @param kind what happened
 * @param openTime how long the circuit stays open from now; zero unless it opened or reopened
 */
public record CircuitTransition(Kind kind, Duration openTime) {

    /** The result changed nothing but counts, or came too late to count. */
    public static final CircuitTransition NONE = new CircuitTransition(Kind.NONE, Duration.ZERO);

    /** The probe succeeded and closed the circuit. */
    public static final CircuitTransition CLOSED = new CircuitTransition(Kind.CLOSED, Duration.ZERO);

    /** The kinds of transition that a result can cause. */
    public enum Kind {
        /** The state stayed as it was. */
        NONE,
        /** A closed circuit opened. */
        OPENED,
        /** The probe of a half-open circuit succeeded, and the circuit closed. */
        CLOSED,
        /** The probe of a half-open circuit failed, and the circuit opened again. */
        REOPENED
    }

    /**
     * Checks that an open time is given where the circuit opened, and only there.
     *
     * @throws IllegalArgumentException if kind and open time don't belong together
     */
    public CircuitTransition {
        boolean opens = kind == Kind.OPENED || kind == Kind.REOPENED;
        if (openTime.isNegative() || openTime.isZero() == opens) {
            throw new IllegalArgumentException("openTime is " + openTime + ", it must be "
                    + (opens ? "more than zero" : "zero") + " for kind " + kind);
        }
    }

    /** Returns the opening of a closed circuit. */
    public static CircuitTransition opened(Duration openTime) {
        return new CircuitTransition(Kind.OPENED, openTime);
    }

    /** Returns the reopening of a half-open circuit. */
    public static CircuitTransition reopened(Duration openTime) {
        return new CircuitTransition(Kind.REOPENED, openTime);
    }
}
