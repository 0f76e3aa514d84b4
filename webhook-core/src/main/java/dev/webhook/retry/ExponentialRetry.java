package dev.webhook.retry;

import java.time.Duration;
import java.util.List;

/**
 * A policy whose waits grow by a factor up to a cap.
 *
 * <p>Immutable and thread-safe.
 */
record ExponentialRetry(Duration first, int factor, Duration cap, int maxRetries) implements RetryPolicy {

    private static final Duration DEFAULT_FIRST = Duration.ofSeconds(10);
    private static final int DEFAULT_FACTOR = 10;
    private static final Duration DEFAULT_CAP = Duration.ofHours(24);

    ExponentialRetry {
        RetryCheck.maxRetries(maxRetries);
        RetryCheck.wait("the first wait", first, RetryCheck.SHORTEST_GROWING_WAIT);
        if (factor < 2) {
            throw new IllegalArgumentException("the factor is " + factor + ", it must be 2 or more");
        }
        RetryCheck.wait("the cap of an exponential retry", cap, first.multipliedBy(factor));
    }

    static ExponentialRetry withDefaultWaits(int maxRetries) {
        return new ExponentialRetry(DEFAULT_FIRST, DEFAULT_FACTOR, DEFAULT_CAP, maxRetries);
    }

    static ExponentialRetry of(int maxRetries, List<Duration> schedule) {
        if (schedule.isEmpty()) {
            return withDefaultWaits(maxRetries);
        }
        RetryCheck.entries(RetryStrategy.EXPONENTIAL, schedule, "the first wait, the second and the cap", 3);
        Duration first = schedule.get(0);
        RetryCheck.wait("the first wait", first, RetryCheck.SHORTEST_GROWING_WAIT);
        return new ExponentialRetry(first, factor(first, schedule.get(1)), schedule.get(2), maxRetries);
    }

    private static int factor(Duration first, Duration second) {
        RetryCheck.wait("the second wait", second, first);
        if (second.toSeconds() % first.toSeconds() != 0) {
            throw new IllegalArgumentException(
                    "the second wait is " + second + ", it must be a whole multiple of the first, " + first);
        }
        return Math.toIntExact(second.toSeconds() / first.toSeconds());
    }

    @Override
    public RetryStrategy strategy() {
        return RetryStrategy.EXPONENTIAL;
    }

    @Override
    public List<Duration> schedule() {
        return equals(withDefaultWaits(maxRetries)) ? List.of() : List.of(first, first.multipliedBy(factor), cap);
    }

    @Override
    public Duration backoff(int attemptsMade) {
        if (RetryCheck.isFirstAttempt(attemptsMade)) {
            return Duration.ZERO;
        }
        long wait = first.toSeconds();
        for (int n = 1; n < attemptsMade && wait < cap.toSeconds(); n++) {
            wait *= factor;
        }
        return Duration.ofSeconds(Math.min(wait, cap.toSeconds()));
    }
}
