package dev.webhook.jdbi;

import java.time.Duration;

/**
 * How long things may take: what takes longer is a fault, and ends as one. Immutable and thread-safe.
 *
 * @param lock how long a transaction waits for a lock
 * @param statement how long a statement may take
 */
record TimeLimits(Duration lock, Duration statement) {

    static final TimeLimits DEFAULT = new TimeLimits(Duration.ofSeconds(10), Duration.ofSeconds(60));

    /** Returns the limits as settings of a transaction. */
    String settings() {
        return "SET LOCAL lock_timeout = " + lock.toMillis() + "; SET LOCAL statement_timeout = "
                + statement.toMillis();
    }
}
