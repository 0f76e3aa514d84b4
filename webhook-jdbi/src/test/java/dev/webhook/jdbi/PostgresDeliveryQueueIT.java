package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.testkit.contract.DeliveryQueueContract;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresDeliveryQueueIT extends DeliveryQueueContract {

    static final String LANES_THAT_DISAGREE = """
            SELECT lane.webhook_id, lane.waiting, held.waits, lane.leased, held.leases, lane.head, held.first_due
            FROM webhook_lanes AS lane
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE NOT queued.leased) AS waits,
                       count(*) FILTER (WHERE queued.leased) AS leases,
                       min(queued.due_at) FILTER (WHERE NOT queued.leased) AS first_due
                FROM webhook_queue AS queued
                WHERE queued.webhook_id = lane.webhook_id
            ) AS held
            WHERE lane.waiting <> held.waits OR lane.leased <> held.leases
               OR lane.head > held.first_due OR (lane.head IS NULL) <> (held.first_due IS NULL)
               OR (lane.turn IS NULL) <> (held.waits + held.leases = 0)""";

    private final TestStorage storage;

    PostgresDeliveryQueueIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    /** What a lane says of itself and what the queue holds can't come apart: each is written under the lane's lock. */
    @AfterEach
    void everyLaneAgreesWithWhatItHolds() {
        List<Map<String, Object>> lanes = Jdbi.create(storage.dataSource())
                .withHandle(handle ->
                        handle.createQuery(LANES_THAT_DISAGREE).mapToMap().list());
        assertThat(lanes).isEmpty();
    }

    @Override
    protected DeliveryQueue queue() {
        return storage.storage().queue();
    }

    @Override
    protected void advance(Duration time) {
        storage.clock().advance(time);
    }

    @Override
    protected Instant now() {
        return storage.now();
    }
}
