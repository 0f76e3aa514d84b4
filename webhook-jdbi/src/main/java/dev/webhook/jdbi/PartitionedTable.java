package dev.webhook.jdbi;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables that are partitioned by time, in the order in which partitions of the same time may go. */
enum PartitionedTable {
    EVENTS("webhook_events", "event_id", ChronoUnit.DAYS),
    ARCHIVED_EVENTS("webhook_events_archive", "event_id", ChronoUnit.MONTHS),
    DELIVERIES("webhook_deliveries", "delivery_id", ChronoUnit.MONTHS),
    ATTEMPTS("webhook_delivery_attempts", "delivery_id, attempt_number", ChronoUnit.MONTHS);

    private static final Pattern DAY = Pattern.compile("_(\\d{4})_(\\d{2})_(\\d{2})");
    private static final Pattern MONTH = Pattern.compile("_(\\d{4})_(\\d{2})");

    private final String table;
    private final String order;
    private final ChronoUnit unit;

    PartitionedTable(String table, String order, ChronoUnit unit) {
        this.table = table;
        this.order = order;
        this.unit = unit;
    }

    /** Returns the table's name. */
    String table() {
        return table;
    }

    /** Returns the columns that order a partition's rows. */
    String order() {
        return order;
    }

    /** Returns how long a partition is. */
    ChronoUnit unit() {
        return unit;
    }

    /** Returns the partition that holds {@code time}. */
    Partition at(Instant time) {
        return at(LocalDate.ofInstant(time, ZoneOffset.UTC));
    }

    private Partition at(LocalDate day) {
        return new Partition(this, unit == ChronoUnit.DAYS ? day : day.withDayOfMonth(1));
    }

    /** Returns the partition of that name, or empty if it isn't the name of one. */
    Optional<Partition> named(String name) {
        if (!name.startsWith(table)) {
            return Optional.empty();
        }
        Matcher matcher = (unit == ChronoUnit.DAYS ? DAY : MONTH).matcher(name.substring(table.length()));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int day = unit == ChronoUnit.DAYS ? Integer.parseInt(matcher.group(3)) : 1;
        return Optional.of(new Partition(
                this, LocalDate.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), day)));
    }
}
