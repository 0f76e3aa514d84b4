package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.ActiveQueue;
import dev.webhook.delivery.ActiveQueueStore;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresActiveQueueIT {

    private static final Duration HOLD = Duration.ofMinutes(2);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final TestStorage test;
    private final ActiveQueueStore store;
    private final DeliveryQueue queue;
    private final Deliveries deliveries;

    PostgresActiveQueueIT(PostgresClock clock) {
        test = TestStorage.on(clock).emptied();
        store = test.storage().activeQueue().orElseThrow();
        queue = test.storage().queue();
        deliveries = new Deliveries(test);
    }

    @BeforeEach
    void useOwnQueue() {
        store.activate(store.read(), store.ownQueue(), Duration.ZERO);
    }

    @AfterEach
    void leaveOwnQueue() {
        useOwnQueue();
        store.filled(store.read());
    }

    private List<Lease> claim() {
        return queue.claim(new ClaimRequest(10, 10, 10, Duration.ofMinutes(5)));
    }

    @Test
    void ofManyThatSwitchOneDoes() {
        ActiveQueue seen = store.read();

        ActiveQueue begun = store.activate(seen, "redis", HOLD).orElseThrow();

        assertThat(store.activate(seen, "redis", HOLD)).isEmpty();
        assertThat(begun.epoch()).isNotEqualTo(seen.epoch());
        assertThat(begun.whole()).isFalse();
        test.clock().advance(Duration.ofMinutes(3));
        ActiveQueue later = store.read();
        assertThat(later.queue()).isEqualTo("redis");
        assertThat(later.epoch()).isEqualTo(begun.epoch());
        assertThat(later.hold()).isEqualTo(HOLD);
        assertThat(later.age()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(4));
    }

    @Test
    void aQueueIsWholeOnceItWasFilledInItsEpoch() {
        ActiveQueue before = store.read();
        ActiveQueue begun = store.activate(before, "redis", HOLD).orElseThrow();

        store.filled(before);
        assertThat(store.read().whole()).isFalse();
        store.filled(begun);
        assertThat(store.read().whole()).isTrue();
    }

    @Test
    void nothingIsClaimedFromAQueueThatIsNotActive() {
        deliveries.delivery(deliveries.endpoint(), deliveries.event());
        ActiveQueue begun = store.activate(store.read(), "redis", HOLD).orElseThrow();

        assertThat(claim()).isEmpty();

        store.activate(begun, store.ownQueue(), HOLD);
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aLeaseOfAnEpochThatIsOverSettlesNothing() {
        deliveries.delivery(deliveries.endpoint(), deliveries.event());
        List<Settlement> late = claim().stream()
                .map(lease -> (Settlement) new Settlement.Release(
                        new Lease(
                                lease.deliveryId(),
                                lease.lane(),
                                new LeaseToken("another", lease.token().value()),
                                0,
                                false),
                        Duration.ZERO))
                .toList();

        assertThat(queue.settle(late)).isEqualTo(late);
    }

    @Test
    void whatIsInFlightIsPostponedUnlessItWasRecorded() {
        Endpoint endpoint = deliveries.endpoint();
        DeliveryId inFlight = deliveries.delivery(endpoint, deliveries.event());
        DeliveryId recorded = deliveries.delivery(endpoint, deliveries.event());

        store.postpone(Map.of(inFlight, 1, recorded, 2), HOLD);
        store.postpone(Map.of(inFlight, 1), Duration.ofSeconds(1));
        store.postpone(Map.of(), HOLD);

        Map<DeliveryId, Duration> dues = test.storage().deliveries().load(List.of(inFlight, recorded)).stream()
                .collect(Collectors.toMap(loaded -> loaded.delivery().id(), LoadedDelivery::dueIn));
        assertThat(dues.get(inFlight)).isBetween(HOLD.minusSeconds(10), HOLD);
        assertThat(dues.get(recorded)).isLessThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void circuitsThatWereOpenedAndNotClosedSinceAreKnown() {
        EndpointId open = circuitOpenFor(HOLD);
        EndpointId over = circuitOpenFor(Duration.ofMillis(1));
        EndpointId closed = circuitOpenFor(Duration.ZERO);
        test.clock().advance(Duration.ofSeconds(1));

        Map<EndpointId, Duration> circuits = store.openCircuits();

        assertThat(circuits).containsEntry(over, Duration.ZERO).doesNotContainKey(closed);
        assertThat(circuits.get(open)).isBetween(HOLD.minusSeconds(10), HOLD);
    }

    private EndpointId circuitOpenFor(Duration time) {
        Endpoint endpoint = deliveries.endpoint();
        OutcomeRecord failed = Deliveries.failed(
                deliveries.delivery(endpoint, deliveries.event()), new Outcome.Blocked("private"), null);
        test.storage().deliveries().record(List.of(failed.withCircuitOpenFor(time)));
        return endpoint.id();
    }

    @Test
    void theOwnQueueIsEmptiedOnlyWhileItIsNotActive() {
        deliveries.delivery(deliveries.endpoint(), deliveries.event());
        store.emptyOwnQueue();
        assertThat(queue.status().waiting()).isOne();

        store.activate(store.read(), "redis", HOLD);
        store.emptyOwnQueue();

        assertThat(queue.status().waiting()).isZero();
        assertThat(queue.status().lanes()).isZero();
    }

    @Test
    void theBeatIsRaisedOnceInAnIntervalOverAllNodes() {
        ActiveQueue active = store.activate(store.read(), "redis", HOLD).orElseThrow();

        assertThat(store.beat(active, INTERVAL)).isEmpty();
        test.clock().advance(INTERVAL);
        assertThat(store.beat(active, INTERVAL)).hasValue(1);
        assertThat(store.beat(active, INTERVAL)).isEmpty();
        test.clock().advance(INTERVAL);
        assertThat(store.beat(active, INTERVAL)).hasValue(2);

        store.activate(active, "redis", HOLD);
        test.clock().advance(INTERVAL);
        assertThat(store.beat(active, INTERVAL)).isEmpty();
    }
}
