package dev.webhook.circuit;

/**
 * The results that fell into one sixth of a circuit's window.
 *
 * <p>Immutable and thread-safe.
 *
 * @param bucket the number of the sixth: milliseconds since 1970-01-01T00:00Z, divided by the sixth's length and
 *     rounded down
 * @param calls how many results, 1 or more
 * @param failures how many of them were failures, 0 to {@code calls}
 */
public record ResultTally(long bucket, int calls, int failures) {

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if one is outside its range
     */
    public ResultTally {
        if (calls < 1 || failures < 0 || failures > calls) {
            throw new IllegalArgumentException("tally counts " + failures + " failures in " + calls
                    + " calls, there must be at least one call and" + " no more failures than calls");
        }
    }

    static ResultTally first(long bucket, boolean failure) {
        return new ResultTally(bucket, 1, failure ? 1 : 0);
    }

    ResultTally plus(boolean failure) {
        return new ResultTally(bucket, calls + 1, failures + (failure ? 1 : 0));
    }
}
