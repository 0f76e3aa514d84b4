package dev.webhook.retry;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shape in which the waits between a delivery's attempts grow; stored in {@code webhooks.retry_strategy}.
 *
 * <p>Immutable and thread-safe.
 */
public enum RetryStrategy {
    /** Each wait is a multiple of the one before it, up to a cap. */
    EXPONENTIAL,
    /** Each wait is longer than the one before it by the same step, up to a cap. */
    LINEAR,
    /** All waits are the same. */
    FIXED,
    /** The waits are listed one by one. */
    SCHEDULE;

    /** Returns the name as stored, logged and documented: the constant's in lower case. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the strategy whose {@link #storedName()} is {@code storedName}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RetryStrategy ofStoredName(String storedName) {
        return Stream.of(values())
                .filter(strategy -> strategy.storedName().equals(storedName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("retry_strategy '" + storedName + "' must be one of "
                        + Stream.of(values()).map(RetryStrategy::storedName).collect(Collectors.joining(", "))));
    }
}
