package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.util.Throwables;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PostgresExtension.class)
class PartitionsIT {

    private final TestStorage storage;
    private final Database database;
    private final Partitions partitions;

    PartitionsIT(PostgresClock clock) {
        storage = TestStorage.on(clock);
        database = new Database(storage.dataSource(), "public");
        partitions = new Partitions(database);
        database.whenPartitionIsNotFound(partitions::announce);
    }

    @Test
    void partitionsAreNamedByTheirFirstDayAndBoundedInUtc() {
        partitions.makeAhead(Instant.parse("2031-01-01T23:30:00Z"));

        assertThat(bounds("webhook_events_2031_01_15"))
                .isEqualTo("FOR VALUES FROM ('2031-01-15 00:00:00+00') TO ('2031-01-16 00:00:00+00')");
        for (String table : List.of("webhook_deliveries", "webhook_delivery_attempts", "webhook_events_archive")) {
            assertThat(bounds(table + "_2030_12"))
                    .isEqualTo("FOR VALUES FROM ('2030-12-01 00:00:00+00') TO ('2031-01-01 00:00:00+00')");
            assertThat(bounds(table + "_2031_04"))
                    .isEqualTo("FOR VALUES FROM ('2031-04-01 00:00:00+00') TO ('2031-05-01 00:00:00+00')");
            assertThat(bounds(table + "_2031_05")).isNull();
        }
        assertThat(bounds("webhook_events_2031_01_16")).isNull();
    }

    @Test
    void everyPartitionHasTheIndexesOfItsTable() {
        partitions.makeAhead(Instant.parse("2030-06-01T00:00:00Z"));

        String indexes = "SELECT count(*) FROM pg_indexes WHERE tablename = ?";
        assertThat(number(indexes, "webhook_deliveries_2030_06")).isEqualTo(number(indexes, "webhook_deliveries"));
        assertThat(number(indexes, "webhook_events_2030_06_01")).isEqualTo(number(indexes, "webhook_events"));
    }

    @Test
    void whatIsThereIsNotMadeAgain() {
        Instant now = Instant.parse("2032-01-01T00:00:00Z");

        assertThat(partitions.makeAhead(now)).hasSize(16 + 3 * 5);
        assertThat(partitions.makeAhead(now)).isEmpty();
        assertThat(new Partitions(database).makeAhead(now)).isEmpty();
    }

    @Test
    void nodesThatMakePartitionsAtOnceMakeEachOnce() throws Exception {
        Instant now = Instant.parse("2033-01-01T00:00:00Z");
        int nodes = 8;
        CountDownLatch together = new CountDownLatch(nodes);

        List<List<Partition>> made = inThreads(nodes, () -> {
            Partitions node = new Partitions(database);
            together.countDown();
            together.await();
            return node.makeAhead(now);
        });

        assertThat(made.stream().flatMap(List::stream)).hasSize(16 + 3 * 5).doesNotHaveDuplicates();
    }

    @Test
    void aPartitionIsMadeBesideAnOpenInsertWhichThenGoesOnInIt() {
        Instant now = Instant.parse("2034-01-01T00:00:00Z");
        partitions.requireEvents(List.of(now));
        useTransaction(open -> {
            Rows.event(open, now);

            Instant later = now.plus(Duration.ofDays(1));
            partitions.requireEvents(List.of(later));

            assertThatCode(() -> Rows.event(open, later)).doesNotThrowAnyException();
        });
    }

    @Test
    void anInsertGoesOnBesideAPartitionThatIsBeingMade() {
        Instant now = Instant.parse("2035-01-01T00:00:00Z");
        partitions.requireEvents(List.of(now));
        PartitionMaker maker = new PartitionMaker(database);
        Partition next = PartitionedTable.EVENTS.at(now.plus(Duration.ofDays(1)));
        useTransaction(open -> {
            maker.create(open, next);
            maker.attach(open, next);

            insertAtOnce(now);
        });
    }

    @Test
    void aPartitionThatCanNotBeMadeFailsWithinFiveSecondsByNameAndInsertsGoOnMeanwhile() throws Exception {
        Instant now = Instant.parse("2036-01-01T00:00:00Z");
        partitions.requireEvents(List.of(now));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        useTransaction(open -> {
            open.execute("LOCK TABLE webhook_events IN SHARE UPDATE EXCLUSIVE MODE");
            Thread publisher = new Thread(() -> {
                try {
                    partitions.requireEvents(List.of(now.plus(Duration.ofDays(1))));
                } catch (StoreUnavailableException e) {
                    failure.set(e);
                }
            });
            publisher.start();
            int inserts = 0;
            while (publisher.isAlive()) {
                insertAtOnce(now);
                inserts++;
            }
            assertThat(inserts).isGreaterThan(10);
        });
        assertThat(failure.get()).hasMessageContaining("webhook_events_2036_01_02");
    }

    @Test
    void publishDoesNotWaitLongerThanFiveSecondsForAnOwnersPoolThatHasNoConnection() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(storage.clock().dataSource());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(8_000);
        try (HikariDataSource small = new HikariDataSource(config);
                java.sql.Connection taken = small.getConnection()) {
            Partitions starved = new Partitions(new Database(small, "public"));
            Instant time = Instant.parse("2037-01-01T00:00:00Z");
            long start = System.nanoTime();

            assertThatThrownBy(() -> starved.requireEvents(List.of(time)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("webhook_events_2037_01_01")
                    .hasMessageContaining("WebhookSchema.maintain");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));
            assertThat(taken.isValid(1)).isTrue();
        }
    }

    @Test
    void whatExistsIsLearntOnTheCallersOwnConnection() {
        Instant now = storage.now();
        Partitions stranger = new Partitions(database);
        assertThat(stranger.knowsEvents(List.of(now))).isFalse();

        useTransaction(stranger::refresh);

        assertThat(stranger.knowsEvents(List.of(now))).isTrue();
    }

    @Test
    void aPartitionThatAnotherNodeDroppedIsSaidToBeMissing() {
        Instant now = Instant.parse("2038-01-01T00:00:00Z");
        partitions.requireEvents(List.of(now));
        useTransaction(handle -> handle.execute("DROP TABLE webhook_events_2038_01_01"));
        partitions.requireEvents(List.of(now)); // as far as it knows

        assertThatThrownBy(() -> database.transaction(handle -> Rows.event(handle, now, "\"canary\"")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("no partition")
                .satisfies(
                        missing -> assertThat(Throwables.getStackTrace(missing).contains("canary"))
                                .as("the event's data in the exception")
                                .isFalse());

        partitions.refresh();
        partitions.requireEvents(List.of(now));
        assertThatCode(() -> database.transaction(handle -> Rows.event(handle, now)))
                .doesNotThrowAnyException();
    }

    /** PostgreSQL shows a partition in the catalog a moment before it tells the other sessions' caches of it. */
    @Test
    void aPartitionIsNotLearntBeforeWhoeverMakesItHasLetGo() throws Exception {
        List<Instant> times = List.of(Instant.parse("2042-01-01T00:00:00Z"));
        Partition partition = PartitionedTable.EVENTS.at(times.get(0));
        PartitionMaker maker = new PartitionMaker(database);
        Partitions node = new Partitions(database);
        CompletableFuture<Void> required = new CompletableFuture<>();
        Thread requiring = new Thread(() -> {
            node.requireEvents(times);
            required.complete(null);
        });

        useTransaction(holding -> {
            maker.lock(holding, partition.table());
            useTransaction(making -> {
                maker.create(making, partition);
                maker.attach(making, partition);
            });
            node.refresh();
            assertThat(node.knowsEvents(times)).isFalse();
            requiring.start();
            assertThatThrownBy(() -> required.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        });

        required.get(5, TimeUnit.SECONDS);
        assertThat(node.knowsEvents(times)).isTrue();
    }

    @Test
    void aDetachedPartitionIsNotMadeAnew() {
        Instant time = Instant.parse("2039-01-01T00:00:00Z");
        partitions.requireEvents(List.of(time));
        useTransaction(
                handle -> handle.execute("ALTER TABLE webhook_events DETACH PARTITION webhook_events_2039_01_01"));

        assertThatThrownBy(() -> new Partitions(database).requireEvents(List.of(time)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("webhook_events_2039_01_01 is detached");
    }

    /** A session can miss the news of a partition for good. Here the partition comes when the session should hear anew. */
    @Test
    void aTransactionThatFindsNoPartitionIsRunAgainWhenAllSessionsHaveHeardOfIt() {
        Instant time = Instant.parse("2044-01-01T00:00:00Z");
        List<String> announced = new ArrayList<>();
        Database node = new Database(storage.dataSource(), "public");
        node.whenPartitionIsNotFound(table -> {
            announced.add(table);
            partitions.requireEvents(List.of(time));
            return partitions.announce(table);
        });

        UUID event = node.transaction(handle -> Rows.event(handle, time));

        assertThat(event).isNotNull();
        assertThat(announced).containsExactly("webhook_events");
    }

    @Test
    void aCallersTransactionThatFindsNoPartitionFailsAndTheNextDoesNot() throws Exception {
        CompletableFuture<String> announced = new CompletableFuture<>();
        Database node = new Database(storage.dataSource(), "public");
        node.whenPartitionIsNotFound(table -> {
            announced.complete(table);
            return new CompletableFuture<>(); // a caller doesn't wait for it
        });

        try (Connection callers = storage.dataSource().getConnection()) {
            assertThatThrownBy(
                            () -> node.on(callers, handle -> Rows.event(handle, Instant.parse("2043-01-01T00:00:00Z"))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("there is no partition");
        }
        assertThat(announced).isCompletedWithValue("webhook_events");
    }

    @ParameterizedTest
    @EnumSource(PartitionedTable.class)
    void whatIsAnnouncedReachesSessionsAndChangesNoGrant(PartitionedTable table) {
        String news = "SELECT xmin::text::bigint FROM pg_class WHERE oid = to_regclass(?)";
        String grants = "SELECT count(*) FROM information_schema.role_table_grants WHERE table_name = ?";
        long last = number(news, table.table());
        long granted = number(grants, table.table());

        partitions.announce(table.table()).join();

        assertThat(number(news, table.table())).isNotEqualTo(last);
        assertThat(number(grants, table.table())).isEqualTo(granted);
    }

    @Test
    void whatCanNotBeAnnouncedHoldsNobodyUp() {
        assertThat(partitions.announce("webhook_nothing")).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void daysAndMonthsRollOverUnderLoad() throws Exception {
        Instant start = Instant.parse("2040-01-15T12:00:00Z");
        AtomicReference<Instant> clock = new AtomicReference<>(start);
        partitions.makeAhead(start);
        AtomicReference<Boolean> over = new AtomicReference<>(false);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> loads = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                loads.add(threads.submit(() -> {
                    int inserted = 0;
                    while (!over.get()) {
                        List<Instant> times = List.of(clock.get());
                        partitions.requireEvents(times);
                        partitions.requireDeliveries(times);
                        database.transaction(handle -> {
                            Rows.delivery(handle, Rows.event(handle, times.get(0)), times.get(0), "success");
                            return times;
                        });
                        inserted++;
                    }
                    return inserted;
                }));
            }
            Instant end = start.plus(Duration.ofDays(13 * 31));
            for (int step = 0; clock.get().isBefore(end); step++) {
                Instant now = clock.get().plus(Duration.ofDays(step % 5 == 4 ? 20 : 3)); // 20: without one made ahead
                clock.set(now);
                partitions.makeAhead(now);
                assertThat(partitions.missing(now)).isEmpty();
            }
            over.set(true);
            for (Future<Integer> load : loads) {
                assertThat(load.get()).isGreaterThan(50);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void insertAtOnce(Instant now) {
        useTransaction(handle -> {
            handle.execute("SET LOCAL lock_timeout = '200ms'");
            Rows.event(handle, now);
        });
    }

    private void useTransaction(java.util.function.Consumer<Handle> work) {
        Jdbi.create(storage.dataSource()).useTransaction(work::accept);
    }

    private String bounds(String partition) {
        return Jdbi.create(storage.dataSource()).inTransaction(handle -> {
            handle.execute("SET LOCAL TimeZone = 'UTC'");
            return handle.createQuery("SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = :name")
                    .bind("name", partition)
                    .mapTo(String.class)
                    .findOne()
                    .orElse(null);
        });
    }

    private long number(String sql, String argument) {
        return Jdbi.create(storage.dataSource())
                .withHandle(
                        handle -> handle.select(sql, argument).mapTo(long.class).one());
    }

    private static <T> List<T> inThreads(int count, java.util.concurrent.Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(java.util.Collections.nCopies(count, work))) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
