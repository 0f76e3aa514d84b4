package dev.webhook.jdbi;

import dev.webhook.store.TimeRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * A partition: one day or one month (UTC) of a table. Immutable and thread-safe.
 *
 * @param first its first day
 */
record Partition(PartitionedTable table, LocalDate first) {

    /** Returns its name, which says when it begins. */
    String name() {
        String time = table.unit() == ChronoUnit.DAYS
                ? first.toString()
                : YearMonth.from(first).toString();
        return table.table() + "_" + time.replace('-', '_');
    }

    /** Returns the time that its rows span. */
    TimeRange range() {
        return new TimeRange(start(first), start(first.plus(1, table.unit())));
    }

    /** Returns the least id of its time; ids begin with their time. */
    UUID firstId() {
        return leastId(range().from());
    }

    /** Returns the least id after its time. */
    UUID lastId() {
        return leastId(range().until());
    }

    private static UUID leastId(Instant time) {
        return new UUID(time.toEpochMilli() << 16, 0);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    @Override
    public String toString() {
        return name();
    }
}
