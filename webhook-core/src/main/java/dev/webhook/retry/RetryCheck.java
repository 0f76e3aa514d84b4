package dev.webhook.retry;

import java.time.Duration;
import java.util.List;

/**
 * Refuses the numbers and waits that no retry policy may have.
 *
 * <p>Stateless and thread-safe.
 */
final class RetryCheck {

    static final Duration SHORTEST_GROWING_WAIT = Duration.ofSeconds(1);

    private RetryCheck() {}

    static void maxRetries(int maxRetries) {
        if (maxRetries < 0 || maxRetries > RetryPolicy.MOST_RETRIES) {
            throw new IllegalArgumentException(
                    "max_retries is " + maxRetries + ", it must be 0 to " + RetryPolicy.MOST_RETRIES);
        }
    }

    static boolean isFirstAttempt(int attemptsMade) {
        if (attemptsMade < 0) {
            throw new IllegalArgumentException("attemptsMade is " + attemptsMade + ", it must be 0 or more");
        }
        return attemptsMade == 0;
    }

    static void wait(String name, Duration wait, Duration shortest) {
        if (wait.toNanosPart() != 0 || wait.compareTo(shortest) < 0 || wait.compareTo(RetryPolicy.LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException(name + " is " + wait + ", it must be whole seconds from " + shortest
                    + " to " + RetryPolicy.LONGEST_WAIT);
        }
    }

    static void entries(RetryStrategy strategy, List<Duration> schedule, String expected, int count) {
        if (schedule.size() != count) {
            throw new IllegalArgumentException("retry_schedule of strategy " + strategy.storedName() + " has "
                    + schedule.size() + " entries, it must hold " + expected + ", or nothing for the defaults");
        }
    }
}
