package dev.webhook.delivery;

import java.time.Duration;

/**
 * What becomes of a delivery after an outcome, or without one.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public sealed interface Decision {

    /** The delivery ends in success. */
    record Succeed() implements Decision {}

    /**
     * Another attempt follows.
     *
     * @param delay how long until it is due
     */
    record Retry(Duration delay) implements Decision {}

    /**
     * The delivery ends in failure and a dead letter is made.
     *
     * @param reason why
     */
    record GiveUp(FailureReason reason) implements Decision {}
}
