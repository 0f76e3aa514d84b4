package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.ActiveQueue;
import dev.webhook.delivery.ActiveQueueStore;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class LaneLocksIT {

    private static final LaneLimits LIMITS = new LaneLimits(10, OptionalInt.empty(), 1);
    private static final ClaimRequest CLAIM = new ClaimRequest(10, 10, 10, Duration.ofMinutes(1));

    private final TestStorage storage;

    LaneLocksIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    /** Two that hold a lane each and wait for the other's would end in a deadlock. */
    @Test
    void aClaimThatWaitsForALaneHoldsNone() throws SQLException {
        EndpointId first = laneThatIsDue();
        EndpointId second = laneThatIsDue();
        Jdbi jdbi = Jdbi.create(storage.dataSource());
        try (Handle ofFirst = jdbi.open().begin();
                Handle ofSecond = jdbi.open().begin()) {
            lock(ofFirst, first);
            lock(ofSecond, second);
            CompletableFuture<List<Lease>> claim = CompletableFuture.supplyAsync(() -> queue().claim(CLAIM));
            Waiting.awaitOneBehind(ofFirst.getConnection(), storage.dataSource());

            ofFirst.execute("UPDATE webhook_lanes SET turn = NULL WHERE webhook_id = ?", first.value());
            ofFirst.commit();
            ofSecond.execute("SET LOCAL lock_timeout = '500ms'");
            lock(ofSecond, first);
            ofSecond.commit();

            // it gets the second's lane if it comes to the first's after the other transaction, and none if before
            assertThat(claim.join()).extracting(Lease::lane).isSubsetOf(second);
        }
    }

    /** Else a delivery stays whose lane is gone, and the lane that is made next doesn't count it: it would never be claimed. */
    @Test
    void whatIsJustBeingScheduledGoesWithItsLaneWhenTheQueueIsEmptied() throws SQLException {
        EndpointId lane = laneThatIsDue();
        ActiveQueueStore active = storage.storage().activeQueue().orElseThrow();
        ActiveQueue other =
                active.activate(active.read(), "redis", Duration.ZERO).orElseThrow();
        Jdbi jdbi = Jdbi.create(storage.dataSource());
        try (Handle scheduling = jdbi.open().begin()) {
            lock(scheduling, lane);
            CompletableFuture<Void> emptied = CompletableFuture.runAsync(active::emptyOwnQueue);
            Waiting.awaitOneBehind(scheduling.getConnection(), storage.dataSource());
            scheduling.execute(
                    "INSERT INTO webhook_queue (delivery_id, webhook_id, due_at) VALUES (?, ?, now())",
                    DeliveryId.at(storage.now()).value(),
                    lane.value());
            scheduling.execute("UPDATE webhook_lanes SET waiting = 2 WHERE webhook_id = ?", lane.value());
            scheduling.commit();
            emptied.join();

            int left = jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM webhook_queue")
                    .mapTo(int.class)
                    .one());
            assertThat(left).isZero();
        } finally {
            active.activate(other, active.ownQueue(), Duration.ZERO).ifPresent(active::filled);
        }
    }

    private EndpointId laneThatIsDue() {
        EndpointId lane = EndpointId.at(storage.now());
        queue().schedule(List.of(new ScheduledDelivery(DeliveryId.at(storage.now()), lane, Duration.ZERO, LIMITS)));
        return lane;
    }

    private DeliveryQueue queue() {
        return storage.storage().queue();
    }

    private static void lock(Handle handle, EndpointId lane) {
        assertThat(handle.createQuery("SELECT webhook_id FROM webhook_lanes WHERE webhook_id = :lane FOR UPDATE")
                        .bind("lane", lane.value())
                        .mapTo(UUID.class)
                        .list())
                .hasSize(1);
    }
}
