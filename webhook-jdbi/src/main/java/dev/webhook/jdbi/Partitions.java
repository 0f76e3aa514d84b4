package dev.webhook.jdbi;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;

/** The partitions of events, deliveries and attempts. Thread-safe. */
final class Partitions {

    private static final int DAYS_AHEAD = 14;
    private static final int MONTHS_AHEAD = 3;

    private final Database database;

    Partitions(Database database) {
        this.database = database;
    }

    /** Makes the partitions of {@code now} and of the time after it. */
    void makeAhead(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        for (int day = -1; day <= DAYS_AHEAD; day++) {
            makeDay(today.plusDays(day));
        }
        for (int month = -1; month <= MONTHS_AHEAD; month++) {
            makeMonth(YearMonth.from(today).plusMonths(month));
        }
    }

    /** Makes sure that events of these times can be stored. */
    void requireEvents(Collection<Instant> times) {
        times.stream()
                .map(time -> LocalDate.ofInstant(time, ZoneOffset.UTC))
                .distinct()
                .forEach(this::makeDay);
    }

    /** Makes sure that deliveries of these times can be stored. */
    void requireDeliveries(Collection<Instant> times) {
        times.stream()
                .map(time -> YearMonth.from(LocalDate.ofInstant(time, ZoneOffset.UTC)))
                .distinct()
                .forEach(this::makeMonth);
    }

    private void makeDay(LocalDate day) {
        make("webhook_events", day.toString().replace('-', '_'), day, day.plusDays(1));
    }

    private void makeMonth(YearMonth month) {
        String suffix = month.toString().replace('-', '_');
        make("webhook_deliveries", suffix, month.atDay(1), month.plusMonths(1).atDay(1));
        make(
                "webhook_delivery_attempts",
                suffix,
                month.atDay(1),
                month.plusMonths(1).atDay(1));
        make(
                "webhook_events_archive",
                suffix,
                month.atDay(1),
                month.plusMonths(1).atDay(1));
    }

    private void make(String parent, String suffix, LocalDate from, LocalDate until) {
        String table = database.qualified(parent + "_" + suffix);
        database.transaction(handle -> {
            boolean missing = handle.createQuery("SELECT to_regclass(:table) IS NULL")
                    .bind("table", table)
                    .mapTo(boolean.class)
                    .one();
            if (missing) {
                handle.execute("CREATE TABLE " + table + " (LIKE " + database.qualified(parent)
                        + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS)");
                handle.execute("ALTER TABLE " + database.qualified(parent) + " ATTACH PARTITION " + table
                        + " FOR VALUES FROM ('" + from + " 00:00:00+00') TO ('" + until + " 00:00:00+00')");
            }
            return missing;
        });
    }
}
