package dev.webhook.jdbi;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.statement.Query;

/**
 * From when on there are turns of lanes. What a past turn leaves behind in their index can't be removed while anyone holds
 * a snapshot; a claim that began at the index's start would go over all of it, after minutes over millions of entries.
 *
 * <p>So a claim begins at the earliest turn that there was when somebody last looked, or a little before that look, since a
 * transaction may be about to commit a turn that is past by then. One that takes longer is found by the next look from the
 * start, of which there are as many as cost next to nothing. For one dispatcher; thread-safe.
 */
final class LaneTurns {

    /** How long a transaction that sets a turn takes, if nothing is in its way. */
    private static final Duration USUAL = Duration.ofMillis(250);

    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

    /** Looks from the start take no more of the time than one in so many parts. */
    private static final int SHARE = 100;

    private static final Instant START = Instant.EPOCH;

    private final LongSupplier nanoTime;
    private volatile Instant from = START;
    private volatile long nextFromStart;

    LaneTurns(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextFromStart = nanoTime.getAsLong();
    }

    /** A look that begins at a time. */
    final class Look {

        private final Instant begin;
        private final long began;

        private Look(Instant begin, long began) {
            this.begin = begin;
            this.began = began;
        }

        Instant begin() {
            return begin;
        }

        /** Binds what the statement has to know. */
        Query bind(Query query) {
            return query.bind("from", Times.parameter(begin)).bind("usualMicros", Times.micros(USUAL));
        }

        /** Has the next look begin at what this one saw. */
        void saw(Instant turnsFrom) {
            from = turnsFrom;
            if (begin.equals(START)) {
                long now = nanoTime.getAsLong();
                nextFromStart = now + Math.min((now - began) * SHARE, LONGEST_INTERVAL.toNanos());
            }
        }
    }

    /** Begins a look, at the start if it is time for that. */
    Look look() {
        long now = nanoTime.getAsLong();
        return new Look(now - nextFromStart >= 0 ? START : from, now);
    }
}
