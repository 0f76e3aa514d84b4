package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.retention.OwnerErasure;
import dev.webhook.store.TimeOrderedId;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What erasing an owner reads doesn't grow with what is others'. */
@ExtendWith(PostgresExtension.class)
class ErasurePlansIT {

    private static final int USERS = 50;
    private static final long USER = 7;

    /** An order that goes on within a millisecond looks a little further than it takes. */
    private static final int TIES = 10;

    /** Events of all users, one a millisecond, with a delivery, an attempt and a dead letter each. */
    private static final String FILL = """
            WITH made AS MATERIALIZED (
                SELECT (lpad(to_hex((extract(epoch FROM date_trunc('hour', now())) * 1000)::bigint + n), 12, '0')
                           || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid AS id,
                       (SELECT webhook_id FROM webhooks WHERE user_id = n %% %d) AS endpoint,
                       n
                FROM generate_series(1, :rows) AS n
            ),
            events AS (
                INSERT INTO webhook_events (event_id, created_at, event_type, event_data, user_id, processed_at)
                SELECT id, webhook_id_time(id), 'order.made', '{"n": 1}', n %% %d, now() FROM made
            ),
            attempts AS (
                INSERT INTO webhook_delivery_attempts (delivery_id, attempt_number, delivery_created_at, outcome,
                    request_url, request_headers, request_sent_at, response_status, took_us)
                SELECT id, 1, webhook_id_time(id), 'delivered', 'https://example.com/hooks', '{}', now(), 200, 1
                FROM made
            ),
            letters AS (
                INSERT INTO webhook_dlq (dlq_id, webhook_id, event_id, delivery_id, failure_reason, attempt_count, created_at)
                SELECT id, endpoint, id, id, 'exhausted', 1, webhook_id_time(id) FROM made
            )
            INSERT INTO webhook_deliveries (
                delivery_id, created_at, webhook_id, event_id, message_id, status, request_url, next_retry_at,
                attempt_limit, payload_format, expires_at
            )
            SELECT id, webhook_id_time(id), endpoint, id, 'msg', 'pending', 'https://example.com/hooks', now(), 6,
                   'standard.1', now()
            FROM made
            """.formatted(USERS, USERS);

    private final Jdbi jdbi;

    ErasurePlansIT(PostgresClock clock) {
        TestStorage test = TestStorage.on(clock);
        jdbi = Jdbi.create(test.dataSource()).installPlugin(new PostgresPlugin());
        for (long user = 0; user < USERS; user++) {
            new Owner(test.storage(), test::now, user, "owner" + user).endpoint();
        }
    }

    @Test
    void plansHoldOnAnEmptyAFreshAndALargeTable() {
        try (Handle handle = jdbi.open()) {
            check(handle);
            fill(handle, 20_000);
            check(handle);
            fill(handle, 80_000);
            handle.execute("ANALYZE");
            check(handle);
        }
    }

    private static void fill(Handle handle, int rows) {
        handle.createUpdate(FILL).bind("rows", rows).execute();
    }

    private void check(Handle handle) {
        UUID endpoint = handle.createQuery("SELECT webhook_id FROM webhooks WHERE user_id = " + USER)
                .mapTo(UUID.class)
                .one();
        UnaryOperator<Query> begin = query -> query.bind("after", new UUID(0, 0))
                .bind("afterTime", Times.parameter(Instant.EPOCH))
                .bind("most", PostgresOwnerErasure.MOST);
        assertReadsNoMore(
                handle, "erasure/find_events", query -> begin.apply(query).bind("user", USER));
        assertReadsNoMore(
                handle, "erasure/find_deliveries", query -> begin.apply(query).bind("endpoint", endpoint));
        assertReadsNoMore(
                handle, "erasure/find_dead_letters", query -> begin.apply(query).bind("endpoint", endpoint));
        assertReadsNoMore(handle, "erasure/since", query -> query.bind("user", USER));
        List<UUID> ids = handle.createQuery("SELECT delivery_id FROM webhook_deliveries WHERE webhook_id = :endpoint"
                        + " ORDER BY delivery_id LIMIT 1000")
                .bind("endpoint", endpoint)
                .mapTo(UUID.class)
                .list();
        if (!ids.isEmpty()) {
            assertBatchesReadNoMore(handle, ids);
        }
    }

    private static void assertBatchesReadNoMore(Handle handle, List<UUID> ids) {
        List<OffsetDateTime> times =
                ids.stream().map(id -> Times.utc(TimeOrderedId.timeOf(id))).toList();
        UnaryOperator<Query> events = query -> query.bindArray("ids", UUID.class, ids)
                .bindArray("times", OffsetDateTime.class, times)
                .bind("oldest", times.get(0))
                .bind("newest", times.get(times.size() - 1))
                .bind("data", OwnerErasure.DATA);
        assertReadsNoMore(handle, "erasure/inbox", query -> query.bindArray("ids", UUID.class, ids));
        assertReadsNoMore(handle, "erasure/events", events);
        assertReadsNoMore(handle, "erasure/archived_events", events);
        assertReadsNoMore(handle, "erasure/deliveries", query -> DeliveryErasing.bind(query, ids));
        assertReadsNoMore(handle, "erasure/attempts", query -> DeliveryErasing.bind(query, ids));
        assertReadsNoMore(
                handle,
                "erasure/dead_letters",
                query -> query.bindArray("deadLetters", UUID.class, ids).bind("text", OwnerErasure.TEXT));
    }

    private static void assertReadsNoMore(Handle handle, String statement, UnaryOperator<Query> bound) {
        QueryPlan plan =
                QueryPlan.of(handle, Database.settings(TimeLimits.DEFAULT) + "; " + Erasing.SETTINGS, statement, bound);

        assertThat(plan.mostRows()).as(statement).isLessThanOrEqualTo(PostgresOwnerErasure.MOST + TIES);
        for (PartitionedTable table : PartitionedTable.values()) {
            assertThat(plan.whole(table.table())).as(statement).isEmpty();
        }
    }
}
