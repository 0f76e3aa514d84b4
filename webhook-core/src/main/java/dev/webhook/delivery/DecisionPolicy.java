package dev.webhook.delivery;

import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what becomes of a delivery after an attempt. A pure function of its arguments.
 *
 * <p>Immutable and thread-safe.
 *
 * @param permanentStatuses HTTP statuses, 400 to 499, that end a delivery at once; others are attempted again
 */
public record DecisionPolicy(Set<Integer> permanentStatuses) {

    private static final int GONE = 410;

    public DecisionPolicy {
        permanentStatuses = Set.copyOf(permanentStatuses);
        if (!permanentStatuses.stream().allMatch(status -> status >= 400 && status < 500)) {
            throw new IllegalArgumentException("permanent statuses must be from 400 to 499, not " + permanentStatuses);
        }
    }

    /**
     * Returns the decision.
     *
     * @param outcome how the attempt ended
     * @param number the attempt's number
     * @param limit the highest number an attempt of the delivery may have
     * @param retries the endpoint's retry policy
     * @param random a number from 0, inclusive, to 1, exclusive, which spreads the delay
     */
    public Decision decide(Outcome outcome, int number, int limit, RetryPolicy retries, double random) {
        if (outcome.success()) {
            return new Decision.Succeed();
        }
        Duration atLeast = Duration.ZERO;
        if (outcome instanceof Outcome.Rejected rejected) {
            if (rejected.status() == GONE) {
                return new Decision.GiveUp(FailureReason.GONE);
            }
            if (permanentStatuses.contains(rejected.status())) {
                return new Decision.GiveUp(FailureReason.PERMANENT);
            }
            atLeast = rejected.retryAfter() == null ? Duration.ZERO : rejected.retryAfter();
        }
        if (number >= limit) {
            return new Decision.GiveUp(FailureReason.EXHAUSTED);
        }
        Optional<Duration> wait = retries.delayAfter(madeInThisBudget(number, limit, retries), random);
        if (wait.isEmpty()) {
            return new Decision.GiveUp(FailureReason.EXHAUSTED);
        }
        return new Decision.Retry(wait.get().compareTo(atLeast) < 0 ? atLeast : wait.get());
    }

    /** Returns how many attempts a delivery has had of its present budget, which a redrive begins anew. */
    private static int madeInThisBudget(int number, int limit, RetryPolicy retries) {
        return Math.max(1, Math.min(number, retries.maxAttempts() - (limit - number)));
    }

    /** Returns what an attempt's outcome does to its endpoint, its circuit aside. */
    public EndpointEffect effect(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                ? new EndpointEffect(rejected.retryAfter(), null, rejected.status() == GONE)
                : EndpointEffect.NONE;
    }
}
