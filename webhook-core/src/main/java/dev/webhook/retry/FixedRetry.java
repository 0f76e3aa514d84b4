package dev.webhook.retry;

import java.time.Duration;
import java.util.List;

/**
 * A policy whose waits are all the same.
 *
 * <p>Immutable and thread-safe.
 */
record FixedRetry(Duration each, int maxRetries) implements RetryPolicy {

    private static final Duration DEFAULT_WAIT = Duration.ofMinutes(5);

    FixedRetry {
        RetryCheck.maxRetries(maxRetries);
        RetryCheck.wait("the fixed wait", each, Duration.ZERO);
    }

    static FixedRetry of(int maxRetries, List<Duration> schedule) {
        if (schedule.isEmpty()) {
            return new FixedRetry(DEFAULT_WAIT, maxRetries);
        }
        RetryCheck.entries(RetryStrategy.FIXED, schedule, "the wait", 1);
        return new FixedRetry(schedule.get(0), maxRetries);
    }

    @Override
    public RetryStrategy strategy() {
        return RetryStrategy.FIXED;
    }

    @Override
    public List<Duration> schedule() {
        return each.equals(DEFAULT_WAIT) ? List.of() : List.of(each);
    }

    @Override
    public Duration backoff(int attemptsMade) {
        if (RetryCheck.isFirstAttempt(attemptsMade)) {
            return Duration.ZERO;
        }
        return each;
    }
}
