package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.testkit.server.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a queue takes of a Redis that holds nothing else, and what it leaves there. */
class QueueMemoryIT {

    /** An endpoint's that has set none and never changed. */
    private static final LaneLimits USUAL =
            new LaneLimits(EndpointSettings.DEFAULT_MAX_IN_FLIGHT, OptionalInt.empty(), 1);

    private final RedisProcess process = RedisProcess.builder().start();
    private final TestRedis redis = TestRedis.on(process);
    private final DeliveryQueue queue = redis.webhooks().queue(() -> TestRedis.EPOCH);

    @BeforeEach
    void begin() {
        redis.webhooks().begin(TestRedis.EPOCH);
    }

    @AfterEach
    void close() {
        redis.close();
        process.close();
    }

    private long used() {
        return redis.jedis()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
    }

    @ParameterizedTest(name = "{0} lanes of {1}")
    @CsvSource({"1, 20000, 160", "200, 100, 160", "2000, 10, 160", "20000, 2, 160", "20000, 1, 320"})
    void aWaitingDeliveryTakesFewBytesWhereLimitsAreTheUsualOnes(int lanes, int each, int most) {
        assertThat(bytesOfADelivery(lanes, each, USUAL)).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest(name = "{0} lanes of {1}")
    @CsvSource({"1, 20000, 160", "200, 100, 160", "2000, 10, 160", "20000, 2, 256", "20000, 1, 480"})
    void aWaitingDeliveryTakesFewBytesWhereLanesHaveLimitsOfTheirOwn(int lanes, int each, int most) {
        assertThat(bytesOfADelivery(lanes, each, Work.LIMITS)).isLessThanOrEqualTo(most);
    }

    private long bytesOfADelivery(int lanes, int each, LaneLimits limits) {
        Work.schedule(queue, 1, 1);
        long before = used();
        Work.schedule(queue, Work.lanes(lanes), each, limits, Duration.ofDays(1));
        return (used() - before) / ((long) lanes * each);
    }

    @Test
    void usualLimitsTakeNothingAndHoldUntilThereAreNewerOnes() {
        List<EndpointId> lane = Work.lanes(1);
        Work.schedule(queue, lane, 60, USUAL, Duration.ZERO);
        List<Lease> leases = Work.claim(queue, 60);
        assertThat(leases).hasSize(USUAL.maxInFlight());
        assertThat(redis.keys()).noneMatch(key -> key.startsWith(redis.start() + "s:"));

        Work.schedule(queue, lane, 1, new LaneLimits(20, OptionalInt.empty(), 2), Duration.ZERO);
        assertThat(Work.claim(queue, 60)).hasSize(20 - USUAL.maxInFlight());
        Work.schedule(queue, lane, 1, USUAL, Duration.ZERO);
        queue.settle(Work.completed(leases));
        assertThat(Work.claim(queue, 60)).as("the newer limits").hasSize(USUAL.maxInFlight());
    }

    @Test
    void aDrainedQueueLeavesTheNumberOfItsLastClaimAndItsEpoch() {
        Work.schedule(queue, 50, 20);
        for (List<Lease> leases = Work.claim(queue, 300); !leases.isEmpty(); leases = Work.claim(queue, 300)) {
            queue.settle(Work.completed(leases));
        }

        assertThat(redis.keys())
                .containsExactly(
                        redis.start() + "claims", redis.start() + "epoch", redis.start() + "epoch:" + TestRedis.EPOCH);
    }

    @Test
    void whatALaneIsRememberedByGoesByItself() {
        LaneLimits rated = new LaneLimits(10, OptionalInt.of(1), 1);
        List<EndpointId> lanes = Work.lanes(3);
        Work.schedule(queue, lanes.subList(0, 2), 1, rated, Duration.ZERO);
        List<Lease> leases = Work.claim(queue, 10);
        queue.settle(List.of(
                new Settlement.Complete(leases.get(0), LaneSpeed.SLOW),
                new Settlement.Complete(leases.get(1), LaneSpeed.FAST)));
        queue.park(lanes.get(2), Duration.ofMinutes(3));

        assertThat(redis.keys()).hasSize(6);
        assertThat(secondsLeft(leases.get(0).lane())).isBetween(3_590L, 3_600L);
        assertThat(secondsLeft(leases.get(1).lane())).isBetween(50L, 61L);
        assertThat(secondsLeft(lanes.get(2))).isBetween(3_590L, 3_600L);
    }

    private long secondsLeft(EndpointId lane) {
        byte[] start = redis.key("s:");
        byte[] key = new byte[start.length + 16];
        System.arraycopy(start, 0, key, 0, start.length);
        System.arraycopy(Bytes.of(lane.value()), 0, key, start.length, 16);
        return redis.jedis().ttl(key);
    }

    @Test
    void anEmptiedQueueHoldsNothingAndTakesDeliveriesAgain() {
        Work.schedule(queue, 1_200, 2);
        List<Lease> leases = Work.claim(queue, 100);

        redis.webhooks().begin(TestRedis.EPOCH);

        assertThat(queue.status()).isEqualTo(new QueueStatus(0, 0, 0));
        List<Settlement> late = Work.completed(leases);
        assertThat(queue.settle(late)).isEqualTo(late);
        Work.schedule(queue, 1, 1);
        assertThat(Work.claim(queue, 10)).hasSize(1);
    }
}
