package dev.webhook.retry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Decides how often a delivery is attempted, and how long it waits before each further attempt.
 *
 * <p>Attempts are counted, retries never: a policy of 5 retries makes at most 6 attempts. The first attempt is never
 * delayed by a policy. Waits are whole seconds, of at most {@link #LONGEST_WAIT}. Each wait is spread by a jitter of
 * ±20 %, explicit schedules included (Standard Webhooks 1.0 recommends it): deliveries that failed together must not
 * come back together.
 *
 * <p>A policy is stored in three columns, {@code retry_strategy}, {@code max_retries} and {@code retry_schedule}, which
 * are {@link #strategy()}, {@link #maxRetries()} and {@link #schedule()}; {@link #of} makes an equal policy of them.
 *
 * <p>Policies are values, equal if they wait alike. Immutable and thread-safe.
 */
public sealed interface RetryPolicy permits ExponentialRetry, LinearRetry, FixedRetry, ScheduledRetry {

    /** The retries of a policy that names no other number. */
    int DEFAULT_MAX_RETRIES = 5;

    /** The most retries that a policy may have. */
    int MOST_RETRIES = 100;

    /** The longest wait a policy may ask for, before jitter. */
    Duration LONGEST_WAIT = Duration.ofDays(7);

    /** Returns the default policy: waits of 10 s, ×10 each time, at most 24 h; 5 retries, which span about 27 hours. */
    static RetryPolicy exponential() {
        return exponential(DEFAULT_MAX_RETRIES);
    }

    /**
     * Returns the default waits (10 s, ×10 each time, at most 24 h) with another number of retries.
     *
     * @param maxRetries 0 to {@link #MOST_RETRIES}
     * @throws IllegalArgumentException if {@code maxRetries} is outside its range
     */
    static RetryPolicy exponential(int maxRetries) {
        return ExponentialRetry.withDefaultWaits(maxRetries);
    }

    /**
     * Returns a policy whose waits grow by a factor.
     *
     * @param first the first wait, in whole seconds, 1 s or more
     * @param factor what each wait is multiplied by, 2 or more
     * @param cap the longest wait, in whole seconds, from {@code first} × {@code factor} to {@link #LONGEST_WAIT}
     * @param maxRetries 0 to {@link #MOST_RETRIES}
     * @throws IllegalArgumentException if an argument is outside its range
     */
    static RetryPolicy exponential(Duration first, int factor, Duration cap, int maxRetries) {
        return new ExponentialRetry(first, factor, cap, maxRetries);
    }

    /**
     * Returns a policy whose waits grow by a step: {@code step}, 2 × {@code step}, 3 × {@code step} …
     *
     * @param step the first wait and the growth of each further one, in whole seconds, 1 s or more
     * @param cap the longest wait, in whole seconds, from {@code step} to {@link #LONGEST_WAIT}
     * @param maxRetries 0 to {@link #MOST_RETRIES}
     * @throws IllegalArgumentException if an argument is outside its range
     */
    static RetryPolicy linear(Duration step, Duration cap, int maxRetries) {
        return new LinearRetry(step, cap, maxRetries);
    }

    /**
     * Returns a policy whose waits are all the same.
     *
     * @param wait each wait, in whole seconds, 0 s to {@link #LONGEST_WAIT}
     * @param maxRetries 0 to {@link #MOST_RETRIES}
     * @throws IllegalArgumentException if an argument is outside its range
     */
    static RetryPolicy fixed(Duration wait, int maxRetries) {
        return new FixedRetry(wait, maxRetries);
    }

    /**
     * Returns a policy of listed waits; the list's length is the number of retries.
     *
     * @param waits the wait after the first attempt, after the second and so on: 1 to {@link #MOST_RETRIES} waits, each
     *     in whole seconds, 0 s to {@link #LONGEST_WAIT}. The first attempt has no entry.
     * @throws IllegalArgumentException if the list or a wait is outside its range
     */
    static RetryPolicy schedule(List<Duration> waits) {
        return new ScheduledRetry(waits);
    }

    /**
     * Returns the example schedule of Standard Webhooks 1.0: ten attempts, at once and then after 5 s, 5 min, 30 min,
     * 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.
     *
     * <p>The specification's table has ten rows; its first, "Immediately" at 00:00:00, is the first attempt. So this is
     * a {@link #schedule} of the nine waits that follow, and spans 75 h 35 min 5 s before jitter.
     */
    static RetryPolicy standardWebhooks() {
        return ScheduledRetry.STANDARD_WEBHOOKS;
    }

    /**
     * Returns the policy that the stored columns describe.
     *
     * <p>What {@code schedule} holds depends on the strategy; empty means the strategy's default waits.
     *
     * <table>
     * <caption>The entries of retry_schedule</caption>
     * <tr><th>strategy</th><th>entries</th><th>default</th></tr>
     * <tr><td>exponential</td><td>first wait, second wait, cap</td><td>10 s, 100 s, 24 h</td></tr>
     * <tr><td>linear</td><td>step, cap</td><td>5 min, 24 h</td></tr>
     * <tr><td>fixed</td><td>wait</td><td>5 min</td></tr>
     * <tr><td>schedule</td><td>every wait; their number wins over {@code maxRetries}</td><td>none: required</td></tr>
     * </table>
     *
     * @param maxRetries 0 to {@link #MOST_RETRIES}; not looked at for {@link RetryStrategy#SCHEDULE}
     * @throws IllegalArgumentException if the columns describe no valid policy
     */
    static RetryPolicy of(RetryStrategy strategy, int maxRetries, List<Duration> schedule) {
        return switch (strategy) {
            case EXPONENTIAL -> ExponentialRetry.of(maxRetries, schedule);
            case LINEAR -> LinearRetry.of(maxRetries, schedule);
            case FIXED -> FixedRetry.of(maxRetries, schedule);
            case SCHEDULE -> new ScheduledRetry(schedule);
        };
    }

    /** Returns the shape of the waits. */
    RetryStrategy strategy();

    /** Returns how many attempts may follow the first, 0 to {@link #MOST_RETRIES}. */
    int maxRetries();

    /** Returns what {@code retry_schedule} holds for this policy (see {@link #of}); empty for a strategy's defaults. */
    List<Duration> schedule();

    /**
     * Returns the wait after a number of attempts, before jitter.
     *
     * <p>Defined for any number, also beyond {@link #maxAttempts()}: growing waits stay at their cap, a schedule at its
     * last entry.
     *
     * @param attemptsMade attempts made so far, 0 or more; after 0 attempts the wait is zero
     * @throws IllegalArgumentException if {@code attemptsMade} is negative
     */
    Duration backoff(int attemptsMade);

    /** Returns the most attempts a delivery gets: {@link #maxRetries()} and the first. */
    default int maxAttempts() {
        return maxRetries() + 1;
    }

    /**
     * Returns the wait before the next attempt with its jitter, or empty if all attempts are used up.
     *
     * <p>The wait lies from 80 % of {@link #backoff} up to, but not reaching, 120 %. A redriven delivery begins a new
     * budget: pass the attempts made within it.
     *
     * @param attemptsMade attempts made so far, 0 or more
     * @param random a number in [0, 1) that places the wait within its jitter; 0.5 gives the backoff itself
     * @throws IllegalArgumentException if an argument is outside its range
     */
    default Optional<Duration> delayAfter(int attemptsMade, double random) {
        Duration backoff = backoff(attemptsMade);
        return attemptsMade < maxAttempts() ? Optional.of(Jitter.spread(backoff, random)) : Optional.empty();
    }

    /**
     * Returns the longest time that can pass from the first attempt to the last: the sum of all waits, each at the far
     * end of its jitter. The time that attempts take themselves, and waits that receivers or parked lanes add, is not
     * in it.
     */
    default Duration longestSpan() {
        Duration span = Duration.ZERO;
        for (int attempt = 1; attempt <= maxRetries(); attempt++) {
            span = span.plus(Jitter.longest(backoff(attempt)));
        }
        return span;
    }
}
