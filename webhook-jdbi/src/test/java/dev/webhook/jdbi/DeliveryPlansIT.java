package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class DeliveryPlansIT {

    private static final int BATCH = 100;
    private static final String DELIVERIES = "webhook_deliveries";

    /** Deliveries of one hour, one a millisecond, each tenth unfinished; and their events. */
    private static final String FILL = """
            WITH made AS MATERIALIZED (
                SELECT (lpad(to_hex((extract(epoch FROM date_trunc('hour', now())) * 1000)::bigint + n), 12, '0')
                           || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid AS id,
                       n
                FROM generate_series(1, :rows) AS n
            ),
            events AS (
                INSERT INTO webhook_events (event_id, created_at, event_type, event_data)
                SELECT id, webhook_id_time(id), 'order.made', '{}' FROM made
            )
            INSERT INTO webhook_deliveries (
                delivery_id, created_at, webhook_id, event_id, message_id, status, request_url, next_retry_at,
                attempt_limit, payload_format, expires_at
            )
            SELECT id, webhook_id_time(id), :endpoint, id, 'msg', CASE WHEN n % 10 = 0 THEN 'pending' ELSE 'success' END,
                   'https://example.com/hooks', CASE WHEN n % 10 = 0 THEN now() END, 6, 'standard.1', now()
            FROM made
            """;

    private final TestStorage test;

    DeliveryPlansIT(PostgresClock clock) {
        test = TestStorage.on(clock);
    }

    @Test
    void plansHoldOnAnEmptyAFreshAndALargeTable() {
        Jdbi jdbi = Jdbi.create(test.dataSource()).installPlugin(new PostgresPlugin());
        UUID endpoint = new Deliveries(test).endpoint().id().value();
        try (Handle handle = jdbi.open()) {
            check(handle);
            fill(handle, endpoint, 20_000);
            check(handle);
            fill(handle, endpoint, 180_000);
            handle.execute("ANALYZE webhook_deliveries");
            handle.execute("ANALYZE webhook_events");
            check(handle);
        }
    }

    private static void fill(Handle handle, UUID endpoint, int rows) {
        handle.createUpdate(FILL).bind("rows", rows).bind("endpoint", endpoint).execute();
    }

    private void check(Handle handle) {
        List<DeliveryId> ids = unfinished(handle);
        assertRecordReadsOneKeyOfOnePartition(handle, ids);
        assertLoadReadsOneKeyOfOnePartition(handle, ids);
        assertAWalkGoesOnFromAnId(handle, ids.get(0));
    }

    private List<DeliveryId> unfinished(Handle handle) {
        List<DeliveryId> stored = handle
                .createQuery("SELECT delivery_id FROM webhook_deliveries"
                        + " WHERE status = 'pending' ORDER BY delivery_id DESC LIMIT " + BATCH)
                .mapTo(UUID.class)
                .stream()
                .map(DeliveryId::new)
                .sorted()
                .toList();
        return stored.isEmpty()
                ? Stream.generate(() -> DeliveryId.at(test.now()))
                        .limit(BATCH)
                        .sorted()
                        .toList()
                : stored;
    }

    private static void assertRecordReadsOneKeyOfOnePartition(Handle handle, List<DeliveryId> ids) {
        OutcomeColumns outcomes = new OutcomeColumns(
                ids.stream().map(id -> Deliveries.delivered(id, null)).toList(), Duration.ZERO);

        QueryPlan plan =
                QueryPlan.of(handle, Database.settings(TimeLimits.DEFAULT), "deliveries/record", outcomes::bindTo);

        assertThat(plan.partitions(DELIVERIES)).hasSize(1);
        assertThat(plan.whole(DELIVERIES)).isEmpty();
        assertThat(plan.mostRows()).isLessThanOrEqualTo(BATCH);
        assertThat(plan.pairsInVain()).isZero();
    }

    private static void assertLoadReadsOneKeyOfOnePartition(Handle handle, List<DeliveryId> ids) {
        QueryPlan plan = QueryPlan.of(
                handle,
                "deliveries/load",
                query -> query.bindArray(
                                "deliveries",
                                UUID.class,
                                ids.stream().map(DeliveryId::value).toArray())
                        .bindArray(
                                "created",
                                OffsetDateTime.class,
                                ids.stream()
                                        .map(id -> Times.parameter(id.createdAt()))
                                        .toArray()));

        assertThat(plan.partitions(DELIVERIES)).hasSize(1);
        assertThat(plan.partitions("webhook_events")).hasSizeLessThanOrEqualTo(1);
        assertThat(plan.partitions("webhook_delivery_attempts")).hasSizeLessThanOrEqualTo(1);
        assertThat(plan.mostRows()).isLessThanOrEqualTo(BATCH);
        assertThat(plan.pairsInVain()).isZero();
    }

    private static void assertAWalkGoesOnFromAnId(Handle handle, DeliveryId after) {
        QueryPlan plan = QueryPlan.of(
                handle,
                "deliveries/unfinished",
                query -> query.bind("after", after.value())
                        .bind("afterTime", Times.parameter(after.createdAt()))
                        .bind("limit", BATCH));

        assertThat(plan.whole(DELIVERIES)).isEmpty();
        assertThat(plan.mostRows()).isLessThanOrEqualTo(BATCH);
    }
}
