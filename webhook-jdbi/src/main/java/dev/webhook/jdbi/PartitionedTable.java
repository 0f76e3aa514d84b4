package dev.webhook.jdbi;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tables that are partitioned by time, in the order in which partitions of the same time may go. */
enum PartitionedTable {
    EVENTS("webhook_events", "event_id", ChronoUnit.DAYS, 80),
    ARCHIVED_EVENTS("webhook_events_archive", "event_id", ChronoUnit.MONTHS, 100),
    DELIVERIES("webhook_deliveries", "delivery_id", ChronoUnit.MONTHS, 100),
    ATTEMPTS("webhook_delivery_attempts", "delivery_id, attempt_number", ChronoUnit.MONTHS, 100);

    private static final Pattern DAY = Pattern.compile("_\\d{4}_\\d{2}_\\d{2}");
    private static final Pattern MONTH = Pattern.compile("_\\d{4}_\\d{2}");

    private final String table;
    private final String order;
    private final ChronoUnit unit;
    private final int fillfactor;

    PartitionedTable(String table, String order, ChronoUnit unit, int fillfactor) {
        this.table = table;
        this.order = order;
        this.unit = unit;
        this.fillfactor = fillfactor;
    }

    /**
     * Returns the table of that name.
     *
     * @throws NoSuchElementException if there is none
     */
    static PartitionedTable of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.table.equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("there is no partitioned table " + name));
    }

    /** Returns the table's name. */
    String table() {
        return table;
    }

    /** Returns the columns that order a partition's rows. */
    String order() {
        return order;
    }

    /**
     * Returns how many per cent of a page are filled by inserts. The counts of an event are raised while it is young; with
     * room beside it that touches no index.
     */
    int fillfactor() {
        return fillfactor;
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
        Pattern form = unit == ChronoUnit.DAYS ? DAY : MONTH;
        if (!form.matcher(name.substring(table.length())).matches()) {
            return Optional.empty();
        }
        String first = name.substring(table.length() + 1).replace('_', '-') + (unit == ChronoUnit.DAYS ? "" : "-01");
        try {
            return Optional.of(new Partition(this, LocalDate.parse(first)));
        } catch (DateTimeParseException noDate) {
            return Optional.empty();
        }
    }
}
