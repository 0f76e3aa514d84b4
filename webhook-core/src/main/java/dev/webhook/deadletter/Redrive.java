package dev.webhook.deadletter;

import java.time.Duration;

/**
 * Asks to put a dead letter's delivery back on its lane.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the dead letter
 * @param furtherAttempts how many attempts the delivery may have beyond those it had, at least 1
 * @param expiresIn how long the delivery may stay unfinished from now on
 */
public record Redrive(DeadLetterId id, int furtherAttempts, Duration expiresIn) {

    public Redrive {
        if (furtherAttempts < 1) {
            throw new IllegalArgumentException("a redrive needs at least 1 further attempt, not " + furtherAttempts);
        }
    }

    /** What became of a redrive. */
    public enum Result {
        /** The delivery is pending again. */
        REDRIVEN,
        /** There is no such dead letter, or its delivery is gone. */
        UNKNOWN,
        /** It was resolved or discarded before. */
        NOT_PENDING,
        /** The endpoint is disabled, switched off or deleted. */
        ENDPOINT_DISABLED,
        /** Its delivery or its event goes within a day, or the event is gone: further attempts could lose what they need. */
        RETENTION_OVER
    }
}
