package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A claim costs what it takes, whatever waits and whatever the planner knows of it. */
@ExtendWith(PostgresExtension.class)
class QueuePlansIT {

    private static final UUID LANE = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final UUID PARKED = UUID.fromString("01900000-0000-7000-8000-00000000ffff");
    private static final OffsetDateTime NOW = Times.parameter(Instant.parse("2026-01-01T00:00:00Z"));

    /** Twenty deliveries on each of a thousand lanes, and a hundred thousand on one that is parked. */
    private static final String FILL = """
            INSERT INTO webhook_queue (delivery_id, webhook_id, due_at)
            SELECT gen_random_uuid(), ('01900000-0000-7000-8000-' || lpad(to_hex(lane), 12, '0'))::uuid,
                   timestamptz '2025-12-31' + n * interval '1 second'
            FROM generate_series(1, 1000) AS lane, generate_series(1, 20) AS n
            UNION ALL
            SELECT gen_random_uuid(), '01900000-0000-7000-8000-00000000ffff',
                   timestamptz '2025-12-31' + n * interval '1 second'
            FROM generate_series(1, 100000) AS n;
            INSERT INTO webhook_lanes (webhook_id, turn, head, waiting, max_in_flight)
            SELECT webhook_id, min(due_at), min(due_at), count(*), 16 FROM webhook_queue GROUP BY webhook_id;
            UPDATE webhook_lanes SET turn = timestamptz '2027-01-01' WHERE waiting > 20""";

    private final TestStorage storage;
    private final Statements statements = new Statements("public");

    QueuePlansIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    private Query explained(Handle handle, String statement) {
        return handle.createQuery("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + statements.get(statement));
    }

    private static String text(Query query) {
        return String.join("\n", query.mapTo(String.class).list());
    }

    private String leasePlan(Handle handle) {
        return text(explained(handle, "queue/lease")
                .bind("now", NOW)
                .bind("leaseMicros", 60_000_000L)
                .bindArray("lanes", UUID.class, List.of(LANE, PARKED))
                .bindArray("heads", OffsetDateTime.class, List.of(NOW.minusDays(1), NOW.minusDays(1)))
                .bindArray("rooms", Integer.class, List.of(8, 8))
                .bindArray("charges", Long.class, List.of(0L, 0L))
                .bindArray("parks", Long.class, List.of(0L, 0L)));
    }

    private String turnsPlan(Handle handle) {
        return text(new LaneTurns(System::nanoTime)
                .look()
                .bind(explained(handle, "queue/lock_turns"))
                .bind("max", 8)
                .bind("maxSlow", 2)
                .bind("before", Long.MAX_VALUE)
                .bind("claims", "webhook_claims"));
    }

    private String lostLeasesPlan(Handle handle) {
        return text(explained(handle, "queue/take_back_lost_leases")
                .bind("now", NOW)
                .bindArray("lanes", UUID.class, List.of(LANE, PARKED))
                .bindArray("ends", OffsetDateTime.class, List.of(NOW.minusDays(1), NOW.minusDays(1)))
                .bind("perLane", 8));
    }

    /** Returns some that wait, or as many that don't if none do. */
    private static List<UUID> deliveries(Handle handle) {
        List<UUID> waiting = handle.createQuery("SELECT delivery_id FROM webhook_queue WHERE webhook_id = :lane")
                .bind("lane", LANE)
                .mapTo(UUID.class)
                .list();
        return waiting.isEmpty() ? Collections.nCopies(20, LANE) : waiting;
    }

    private String settlePlan(Handle handle) {
        List<UUID> deliveries = deliveries(handle);
        return text(explained(handle, "queue/settle")
                .bindArray("deliveries", UUID.class, deliveries)
                .bindArray("tokens", UUID.class, deliveries));
    }

    private String dequeuePlan(Handle handle) {
        return text(explained(handle, "queue/dequeue").bindArray("deliveries", UUID.class, List.of(LANE, PARKED)));
    }

    private String requeuePlan(Handle handle) {
        List<UUID> deliveries = deliveries(handle);
        return text(explained(handle, "queue/requeue")
                .bind("now", NOW)
                .bindArray("deliveries", UUID.class, deliveries)
                .bindArray("dues", Long.class, Collections.nCopies(deliveries.size(), 0L))
                .bindArray("attempted", Boolean.class, Collections.nCopies(deliveries.size(), true)));
    }

    /**
     * Holds the plans to indexes, and to a number of pages that has nothing to do with what waits. The tables are filled
     * once for all of them: each rolls back what it did, and nobody else looks what is in them.
     */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract class Plans {

        abstract void prepare(Handle handle);

        @BeforeAll
        void fill() {
            Jdbi.create(storage.dataSource()).useHandle(handle -> {
                handle.execute("ALTER TABLE webhook_queue SET (autovacuum_enabled = off)");
                handle.execute("ALTER TABLE webhook_lanes SET (autovacuum_enabled = off)");
                prepare(handle);
            });
        }

        private void holds(Function<Handle, String> explain) {
            Jdbi.create(storage.dataSource())
                    .installPlugin(new PostgresPlugin())
                    .useTransaction(handle -> {
                        handle.execute(Database.settings(TimeLimits.DEFAULT));
                        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
                            handle.execute("SET LOCAL plan_cache_mode = " + mode);
                            String plan = explain.apply(handle);

                            assertThat(plan)
                                    .doesNotContain("Seq Scan on webhook_queue", "Seq Scan on webhook_lanes")
                                    // of what is joined, nothing is looked at in vain
                                    .doesNotContain("Rows Removed by Join Filter");
                            assertThat(pages(plan)).as(plan).isLessThan(400);
                        }
                        handle.rollback();
                    });
        }

        private static long pages(String plan) {
            Matcher first = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?")
                    .matcher(plan);
            return first.find()
                    ? Long.parseLong(first.group(1)) + (first.group(2) == null ? 0 : Long.parseLong(first.group(2)))
                    : 0;
        }

        @Test
        void aLeaseReadsWhatItTakes() {
            holds(QueuePlansIT.this::leasePlan);
        }

        @Test
        void turnsAreFoundInTheirOrder() {
            holds(QueuePlansIT.this::turnsPlan);
        }

        @Test
        void lostLeasesAreFoundOnTheirLanes() {
            holds(QueuePlansIT.this::lostLeasesPlan);
        }

        @Test
        void settlementsAreFoundByTheirIds() {
            holds(QueuePlansIT.this::settlePlan);
        }

        @Test
        void whatIsFinishedIsFoundByItsId() {
            holds(QueuePlansIT.this::dequeuePlan);
        }

        @Test
        void whatIsPutBackIsFoundByItsId() {
            holds(QueuePlansIT.this::requeuePlan);
        }
    }

    @Nested
    class OnEmptyTables extends Plans {
        @Override
        void prepare(Handle handle) {
            handle.execute("ANALYZE webhook_queue, webhook_lanes");
        }
    }

    @Nested
    class OnFreshTables extends Plans {
        @Override
        void prepare(Handle handle) {
            handle.execute("ANALYZE webhook_queue, webhook_lanes");
            handle.execute(FILL);
        }
    }

    /** As a queue is when it has just been drained: PostgreSQL takes however many pages it has for empty ones. */
    @Nested
    class OnTablesThatWereEmptied extends Plans {
        @Override
        void prepare(Handle handle) {
            handle.execute(FILL);
            handle.execute("DELETE FROM webhook_queue; DELETE FROM webhook_lanes");
            handle.execute("ANALYZE webhook_queue, webhook_lanes");
            handle.execute(FILL);
        }
    }

    @Nested
    class OnAnalysedTables extends Plans {
        @Override
        void prepare(Handle handle) {
            handle.execute(FILL);
            handle.execute("ANALYZE webhook_queue, webhook_lanes");
        }
    }
}
