package dev.webhook.circuit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When a circuit opens, for how long, and how it finds out that it may close.
 *
 * <p>The window is kept as {@link #BUCKETS} counts, aligned to the clock: a result counts for at least five sixths of
 * the window and at most the whole of it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param consecutiveFailures failures in a row that open a closed circuit, 1 or more
 * @param minimumCalls results within the window below which the failure rate is not looked at, 1 or more
 * @param failureRatePercent the share of failures within the window that opens a closed circuit, 1 to 100
 * @param window the time over which the failure rate is taken, 1 s to 1 h
 * @param openTime how long a circuit stays open the first time, 1 s to {@code longestOpenTime}; doubled at each failed
 *     probe
 * @param longestOpenTime what the doubling stops at, at most 24 h
 * @param probeTime how long a probe may stay without a report before it counts as lost and another is admitted, 1 s to
 *     1 h; longer than the longest attempt
 * @param forgetTime how long after its last result, the end of its open time or the end of its probe time a circuit is
 *     forgotten, {@code window} to 7 days
 */
public record CircuitPolicy(
        int consecutiveFailures,
        int minimumCalls,
        int failureRatePercent,
        Duration window,
        Duration openTime,
        Duration longestOpenTime,
        Duration probeTime,
        Duration forgetTime) {

    /** The counts that make up the window. */
    public static final int BUCKETS = 6;

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /**
     * Checks the values and their relations.
     *
     * @throws IllegalArgumentException naming all that is wrong, if anything is
     */
    public CircuitPolicy {
        List<String> wrong = new ArrayList<>();
        atLeastOne(wrong, "consecutiveFailures", consecutiveFailures);
        atLeastOne(wrong, "minimumCalls", minimumCalls);
        if (failureRatePercent < 1 || failureRatePercent > 100) {
            wrong.add("failureRatePercent is " + failureRatePercent + ", it must be 1 to 100");
        }
        within(wrong, "window", window, SHORTEST, Duration.ofHours(1));
        within(wrong, "openTime", openTime, SHORTEST, longestOpenTime);
        within(wrong, "longestOpenTime", longestOpenTime, SHORTEST, Duration.ofHours(24));
        within(wrong, "probeTime", probeTime, SHORTEST, Duration.ofHours(1));
        within(wrong, "forgetTime", forgetTime, window, Duration.ofDays(7));
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("circuit policy: " + String.join("; ", wrong));
        }
    }

    private static void atLeastOne(List<String> wrong, String name, int value) {
        if (value < 1) {
            wrong.add(name + " is " + value + ", it must be 1 or more");
        }
    }

    private static void within(List<String> wrong, String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            wrong.add(name + " is " + value + ", it must be " + least + " to " + most);
        }
    }

    /** Returns the policy of a builder that nothing was set on. */
    public static CircuitPolicy defaults() {
        return builder().build();
    }

    /** Returns a builder that holds the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns how long a circuit stays open.
     *
     * @param openings how often it has opened since it was last closed, 1 or more
     */
    public Duration openTime(int openings) {
        Duration time = openTime;
        for (int n = 1; n < openings && time.compareTo(longestOpenTime) < 0; n++) {
            time = time.multipliedBy(2);
        }
        return time.compareTo(longestOpenTime) < 0 ? time : longestOpenTime;
    }

    boolean opens(int failuresInARow, ResultWindow results) {
        return failuresInARow >= consecutiveFailures
                || (results.calls() >= minimumCalls
                        && results.failures() * 100 >= results.calls() * failureRatePercent);
    }

    /**
     * Builds a {@link CircuitPolicy}.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder {

        private int consecutiveFailures = 5;
        private int minimumCalls = 20;
        private int failureRatePercent = 50;
        private Duration window = Duration.ofSeconds(60);
        private Duration openTime = Duration.ofSeconds(30);
        private Duration longestOpenTime = Duration.ofMinutes(10);
        private Duration probeTime = Duration.ofMinutes(2);
        private Duration forgetTime = Duration.ofHours(1);

        private Builder() {}

        /**
         * Sets the failures in a row that open a circuit, 1 or more. Raise it for endpoints that recover by themselves;
         * {@link Integer#MAX_VALUE} turns the rule off. Defaults to 5.
         */
        public Builder consecutiveFailures(int failures) {
            consecutiveFailures = failures;
            return this;
        }

        /**
         * Sets the results within the window below which the failure rate is not looked at, 1 or more. Raise it if few
         * results say little; {@link Integer#MAX_VALUE} turns the rule off. Defaults to 20.
         */
        public Builder minimumCalls(int calls) {
            minimumCalls = calls;
            return this;
        }

        /**
         * Sets the share of failures within the window that opens a circuit, 1 to 100. Raise it for endpoints that fail
         * often but are worth asking. Defaults to 50.
         */
        public Builder failureRatePercent(int percent) {
            failureRatePercent = percent;
            return this;
        }

        /**
         * Sets the time over which the failure rate is taken, 1 s to 1 h. Raise it where attempts are rare. Defaults to
         * 60 s.
         */
        public Builder window(Duration time) {
            window = time;
            return this;
        }

        /**
         * Sets how long a circuit stays open the first time, 1 s to the longest open time; it doubles at each failed
         * probe. Raise it to be gentler to failing endpoints. Defaults to 30 s.
         */
        public Builder openTime(Duration time) {
            openTime = time;
            return this;
        }

        /**
         * Sets the open time at which the doubling stops, at most 24 h. Lower it to notice a recovery sooner. Defaults
         * to 10 min.
         */
        public Builder longestOpenTime(Duration time) {
            longestOpenTime = time;
            return this;
        }

        /**
         * Sets how long a probe may stay without a report before another is admitted, 1 s to 1 h. It must be longer
         * than the longest attempt; raise it together with the attempts' time-out. Defaults to 2 min.
         */
        public Builder probeTime(Duration time) {
            probeTime = time;
            return this;
        }

        /**
         * Sets how long after its last result, the end of its open time or the end of its probe time a circuit is
         * forgotten, the window to 7 days. Raise it to count failures in a row over longer gaps. Defaults to 1 h.
         */
        public Builder forgetTime(Duration time) {
            forgetTime = time;
            return this;
        }

        /**
         * Returns the policy.
         *
         * @throws IllegalArgumentException naming all that is wrong, if anything is
         */
        public CircuitPolicy build() {
            return new CircuitPolicy(
                    consecutiveFailures,
                    minimumCalls,
                    failureRatePercent,
                    window,
                    openTime,
                    longestOpenTime,
                    probeTime,
                    forgetTime);
        }
    }
}
