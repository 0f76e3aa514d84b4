package dev.webhook.retry;

import java.time.Duration;
import java.util.List;

/**
 * A policy whose waits are listed one by one.
 *
 * <p>Immutable and thread-safe.
 */
record ScheduledRetry(List<Duration> schedule) implements RetryPolicy {

    static final ScheduledRetry STANDARD_WEBHOOKS = new ScheduledRetry(List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24)));

    ScheduledRetry {
        schedule = List.copyOf(schedule);
        if (schedule.isEmpty() || schedule.size() > RetryPolicy.MOST_RETRIES) {
            throw new IllegalArgumentException("retry_schedule of strategy schedule has " + schedule.size()
                    + " entries, it must hold 1 to " + RetryPolicy.MOST_RETRIES + " waits");
        }
        for (int n = 0; n < schedule.size(); n++) {
            RetryCheck.wait("wait " + (n + 1) + " of the retry schedule", schedule.get(n), Duration.ZERO);
        }
    }

    @Override
    public RetryStrategy strategy() {
        return RetryStrategy.SCHEDULE;
    }

    @Override
    public int maxRetries() {
        return schedule.size();
    }

    @Override
    public Duration backoff(int attemptsMade) {
        if (RetryCheck.isFirstAttempt(attemptsMade)) {
            return Duration.ZERO;
        }
        return schedule.get(Math.min(attemptsMade, schedule.size()) - 1);
    }
}
