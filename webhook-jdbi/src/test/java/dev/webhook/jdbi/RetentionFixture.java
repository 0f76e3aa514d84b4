package dev.webhook.jdbi;

import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.testkit.server.PostgresClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Tables without rows and partitions, and a housekeeper whose time a test sets. For one thread. */
final class RetentionFixture {

    static final Instant NOW = Instant.parse("2027-06-15T12:00:00Z");

    final TestStorage storage;
    final Database database;
    final Partitions partitions;
    private final Jdbi jdbi;

    RetentionFixture(PostgresClock clock) {
        this.storage = TestStorage.on(clock);
        this.database = new Database(storage.dataSource(), "public");
        this.partitions = new Partitions(database);
        this.jdbi = Jdbi.create(storage.dataSource());
        PartitionCatalog catalog = new PartitionCatalog(database);
        for (PartitionedTable table : PartitionedTable.values()) {
            for (FoundPartition found : with(handle -> catalog.find(handle, table))) {
                with(handle -> handle.execute("DROP TABLE " + found.partition()));
            }
        }
        with(handle -> handle.execute("TRUNCATE webhook_event_inbox, webhook_dlq, webhook_idempotency_keys,"
                + " webhook_circuits, webhook_lanes, webhooks CASCADE"));
        with(handle -> handle.execute("UPDATE webhook_housekeeping SET holder = NULL, leased_until = '-infinity'"));
    }

    static Instant daysAgo(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    <T> T with(Function<Handle, T> work) {
        return jdbi.inTransaction(work::apply);
    }

    HousekeepingReport run(RetentionPolicy policy, Instant now) {
        return new PostgresHousekeeping(database, new Partitions(database), policy).runOnce(now, (name, rows) -> {});
    }

    PartitionDrop drop(RetentionPolicy policy) {
        return new PartitionDrop(database, partitions, policy, Duration.ofSeconds(1));
    }

    UUID event(Instant time) {
        partitions.requireEvents(List.of(time));
        return with(handle -> Rows.event(handle, time));
    }

    UUID delivery(UUID event, Instant time, String status) {
        partitions.requireDeliveries(List.of(time));
        return with(handle -> Rows.delivery(handle, event, time, status));
    }

    FoundPartition found(PartitionedTable table, Instant time) {
        return with(handle -> new PartitionCatalog(database).find(handle, table)).stream()
                .filter(found -> found.partition().equals(table.at(time)))
                .findAny()
                .orElseThrow();
    }

    boolean exists(PartitionedTable table, Instant time) {
        return with(handle -> new PartitionCatalog(database).find(handle, table)).stream()
                .anyMatch(found -> found.partition().equals(table.at(time)));
    }

    /** Returns all rows of {@code table} as text, in order. */
    List<String> rows(String table) {
        return with(handle -> handle.createQuery("SELECT line::text AS line FROM " + table + " AS line ORDER BY 1")
                .mapTo(String.class)
                .list());
    }

    long count(String table) {
        return rows(table).size();
    }
}
