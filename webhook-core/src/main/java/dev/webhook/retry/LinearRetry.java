package dev.webhook.retry;

import java.time.Duration;
import java.util.List;

/**
 * A policy whose waits grow by a step up to a cap.
 *
 * <p>Immutable and thread-safe.
 */
record LinearRetry(Duration step, Duration cap, int maxRetries) implements RetryPolicy {

    private static final Duration DEFAULT_STEP = Duration.ofMinutes(5);
    private static final Duration DEFAULT_CAP = Duration.ofHours(24);

    LinearRetry {
        RetryCheck.maxRetries(maxRetries);
        RetryCheck.wait("the step", step, RetryCheck.SHORTEST_GROWING_WAIT);
        RetryCheck.wait("the cap of a linear retry", cap, step);
    }

    static LinearRetry of(int maxRetries, List<Duration> schedule) {
        if (schedule.isEmpty()) {
            return new LinearRetry(DEFAULT_STEP, DEFAULT_CAP, maxRetries);
        }
        RetryCheck.entries(RetryStrategy.LINEAR, schedule, "the step and the cap", 2);
        return new LinearRetry(schedule.get(0), schedule.get(1), maxRetries);
    }

    @Override
    public RetryStrategy strategy() {
        return RetryStrategy.LINEAR;
    }

    @Override
    public List<Duration> schedule() {
        return step.equals(DEFAULT_STEP) && cap.equals(DEFAULT_CAP) ? List.of() : List.of(step, cap);
    }

    @Override
    public Duration backoff(int attemptsMade) {
        if (RetryCheck.isFirstAttempt(attemptsMade)) {
            return Duration.ZERO;
        }
        return Duration.ofSeconds(Math.min(step.toSeconds() * attemptsMade, cap.toSeconds()));
    }
}
