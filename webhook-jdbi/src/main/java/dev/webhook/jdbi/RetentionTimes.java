package dev.webhook.jdbi;

import dev.webhook.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;

/** When the time of what is over. Immutable and thread-safe. */
record RetentionTimes(RetentionPolicy policy) {

    /** For so long before a partition goes, nothing in it may become unfinished again. */
    private static final Duration CLOSING = Duration.ofDays(1);

    /** Events that were archived in the store before it was given up stay as long as others. */
    private Duration time(PartitionedTable table) {
        return switch (table) {
            case EVENTS -> policy.events();
            case ARCHIVED_EVENTS -> policy.archivedEvents().isZero() ? policy.events() : policy.archivedEvents();
            case DELIVERIES, ATTEMPTS -> policy.deliveries();
        };
    }

    /** Returns when {@code partition} goes, at the earliest: when its youngest row is old enough. */
    Instant end(Partition partition) {
        return partition.range().until().plus(time(partition.table()));
    }

    /** Tells whether {@code found} is to go. */
    boolean isOver(FoundPartition found, Instant now) {
        return !now.isBefore(end(found.partition())) && !now.isBefore(found.keptUntil());
    }

    /**
     * Tells whether a row of {@code table} that was created at {@code time} goes within a day, or should have gone: its
     * delivery can't be redriven, its event not be replayed, for the new work could lose what it needs.
     */
    boolean isClosing(PartitionedTable table, Instant time, Instant now) {
        return !now.isBefore(end(table.at(time)).minus(CLOSING));
    }

    /** Tells whether {@code found} is to go within a day, or should have gone. */
    boolean isClosing(FoundPartition found, Instant now) {
        return isOver(found, now.plus(CLOSING));
    }
}
