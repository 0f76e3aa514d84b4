package dev.webhook.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * From which transaction on there are events in the inbox. What an event leaves behind there can't be removed while anyone
 * holds a snapshot, and a look that began at the start would go over all of it.
 *
 * <p>What transactions stored that have ended is seen by a look. So the next one can begin at the first event that was seen,
 * or at the first transaction that hadn't ended. Transactions are numbered upwards, unless a server takes another's place:
 * so there is a look from the start if numbers have become less, and once a minute in any case. For one dispatcher;
 * thread-safe.
 */
final class InboxStart {

    private static final long START = 0;
    private static final Duration FROM_START = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private volatile long from = START;
    private volatile long fromStart;

    InboxStart(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.fromStart = nanoTime.getAsLong();
    }

    /** Returns the number of the transaction that was the last look's to begin at. */
    String last() {
        return Long.toString(from);
    }

    /** Returns the number of the transaction that a look is to begin at. */
    String from() {
        long now = nanoTime.getAsLong();
        if (now - fromStart >= FROM_START.toNanos()) {
            from = START;
            fromStart = now;
        }
        return Long.toString(from);
    }

    /** Reads what a look that began where it was to begin says; tells whether there are events, be they taken or not. */
    boolean saw(ResultSet row) throws SQLException {
        Long first = row.getObject("first", Long.class);
        long unended = row.getLong("unended");
        if (unended < from) {
            from = START;
        } else {
            from = first == null ? unended : Math.min(first, unended);
        }
        return first != null;
    }
}
