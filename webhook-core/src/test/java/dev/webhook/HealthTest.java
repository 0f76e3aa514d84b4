package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest {

    private final Rig rig = new Rig();

    @Test
    void anIdleDispatcherIsHealthy() {
        assertThat(rig.dispatcher.health())
                .isEqualTo(new Health(
                        true, new QueueStatus(0, 0, 0), null, 0L, Duration.ZERO, Duration.ZERO, 0, null, List.of()));
        assertThat(rig.dispatcher.health().healthy()).isTrue();
    }

    @Test
    void theOldestUnroutedEventTellsHowFarTheRouterIsBehind() {
        rig.publish();
        rig.clock.advance(Duration.ofSeconds(7));

        assertThat(rig.dispatcher.health().oldestUnrouted()).isEqualTo(Duration.ofSeconds(7));
        rig.run();
        assertThat(rig.dispatcher.health().oldestUnrouted()).isEqualTo(Duration.ZERO);
    }

    @Test
    void theOldestDueDeliveryTellsHowFarDeliveriesAreBehind() {
        Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofHours(1), 1));
        rig.replies.reply(status(500));
        rig.publishAndRun();
        assertThat(rig.dispatcher.health().oldestUndelivered()).isEqualTo(Duration.ZERO);

        rig.dispatcher.endpoints().pause(endpoint.id());
        rig.publishAndRun();
        rig.clock.advance(Duration.ofMinutes(9));

        assertThat(rig.dispatcher.health().oldestUndelivered()).isEqualTo(Duration.ofMinutes(9));
    }

    @Test
    void theQueueTellsHowFullItIs() {
        rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofHours(1), 1));
        rig.replies.reply(status(500));
        rig.publishAndRun();

        assertThat(rig.dispatcher.health().queue()).isEqualTo(new QueueStatus(1, 0, 1));
    }

    @Test
    void openCircuitsAreCounted() {
        rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofHours(1), 1));
        rig.replies.reply(status(500));
        rig.publish(5);
        rig.run();

        assertThat(rig.dispatcher.health().openCircuits()).isEqualTo(1);
    }

    @Test
    void aCircuitBreakerThatCannotBeReachedCountsNothing() {
        rig.storage.down("CircuitBreaker.openCircuits");

        assertThat(rig.dispatcher.health().openCircuits()).isNull();
        assertThat(rig.dispatcher.health().healthy()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EventInbox.oldest", "DeliveryStore.oldestDue"})
    void aStoreThatCannotBeReachedIsSaidToBe(String call) {
        rig.storage.down(call);

        Health health = rig.dispatcher.health();

        assertThat(health.storeReachable()).isFalse();
        assertThat(health.queueReachable()).isTrue();
        assertThat(health.healthy()).isFalse();
    }

    @Test
    void aQueueThatCannotBeReachedIsSaidToBe() {
        rig.storage.down("DeliveryQueue.status");

        assertThat(rig.dispatcher.health().queueReachable()).isFalse();
        assertThat(rig.dispatcher.health().healthy()).isFalse();
    }

    @Test
    void theReconcilersCircleIsShown() {
        rig.later(Duration.ofSeconds(15));

        assertThat(rig.dispatcher.health().reconcilerCircle()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void theReconcilerWalksAllThatIsUnfinishedInPages() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.dispatcher.endpoints().pause(endpoint.id());
        rig.publish(1_500);
        rig.run();

        rig.later(Duration.ofSeconds(15));
        assertThat(rig.dispatcher.health().reconcilerCircle()).isNull();
        rig.later(Duration.ofSeconds(15));
        assertThat(rig.dispatcher.health().reconcilerCircle()).isEqualTo(Duration.ofSeconds(30));
    }

    /** What was finished can't be removed while anyone holds a snapshot, and then a walk over nothing takes long too. */
    @ParameterizedTest
    @CsvSource({"1, 50", "60, 600"})
    void theReconcilerPausesAfterAWalkThatTookLong(int read, int pause) {
        rig.storage.before("DeliveryStore.unfinished", page -> rig.clock.advance(Duration.ofSeconds(read)));
        rig.later(Duration.ofSeconds(15));

        rig.later(Duration.ofSeconds(pause - 1));
        assertThat(rig.storage.calls("DeliveryStore.unfinished")).isEqualTo(1);
        rig.later(Duration.ofSeconds(15));
        assertThat(rig.storage.calls("DeliveryStore.unfinished")).isEqualTo(2);
    }

    @Test
    void theReconcilerPutsBackWhatTheQueueLost() {
        rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofHours(3), 1));
        rig.replies.reply(status(500), status(200));
        EventId event = rig.publishAndRun();
        loseTheQueue();

        rig.later(Duration.ofHours(4));

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.replies.sent()).hasSize(2);
    }

    private void loseTheQueue() {
        rig.clock.advance(Duration.ofHours(4));
        List<Lease> leases = rig.memory.queue().claim(new ClaimRequest(10, 10, 10, Duration.ofSeconds(1)));
        rig.memory
                .queue()
                .settle(leases.stream()
                        .map(lease -> (Settlement) new Settlement.Complete(lease, LaneSpeed.UNKNOWN))
                        .toList());
        assertThat(rig.memory.queue().status().waiting()).isZero();
    }

    @Test
    void aClosedDispatcherDoesNothingMore() {
        rig.dispatcher.close();
        rig.dispatcher.close();

        assertThatThrownBy(rig.dispatcher::runOnce).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(rig.dispatcher::start).isInstanceOf(IllegalStateException.class);
    }
}
