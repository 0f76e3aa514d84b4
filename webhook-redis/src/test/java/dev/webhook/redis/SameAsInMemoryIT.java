package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.testkit.server.RedisExtension;
import dev.webhook.testkit.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks the queue in memory and the one in Redis the same at random, and compares all that they answer. */
@ExtendWith(RedisExtension.class)
class SameAsInMemoryIT {

    private static final int STEPS = 1_500;
    private static final List<LaneSpeed> SPEEDS =
            List.of(LaneSpeed.FAST, LaneSpeed.FAST, LaneSpeed.FAST, LaneSpeed.FAST, LaneSpeed.SLOW, LaneSpeed.UNKNOWN);
    private static final int[] RATES = {0, 0, 1, 2, 7, 30, 60, 61, 600};

    /** A lease of the same delivery on both queues. */
    private record Leases(Lease inRedis, Lease inMemory) {}

    private final TestRedis redis;
    private final DeliveryQueue inRedis;
    private final DeliveryQueue inMemory;
    private final List<EndpointId> lanes = Work.lanes(5);
    private final Map<EndpointId, List<DeliveryId>> scheduled = new HashMap<>();
    private final List<Leases> held = new ArrayList<>();
    private final List<Leases> settled = new ArrayList<>();
    private Random random = new Random();
    private volatile Instant now;
    private int versions = 1;

    SameAsInMemoryIT(RedisServer server) {
        redis = TestRedis.on(server);
        inRedis = redis.webhooks().queue(() -> TestRedis.EPOCH);
        redis.webhooks().begin(TestRedis.EPOCH);
        redis.clock().stop();
        now = redis.clock().now();
        inMemory = InMemoryStorage.create(() -> now).queue();
    }

    @AfterEach
    void close() {
        redis.webhooks().begin("over");
        redis.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void theyAnswerTheSame(long seed) {
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            advance(Duration.of(10, ChronoUnit.MICROS));
            step(random.nextInt(100));
            assertThat(inRedis.status()).as("step %d", step).isEqualTo(inMemory.status());
            lanes.forEach(this::compare);
        }
        assertThat(settled).hasSizeGreaterThan(STEPS / 10);
        assertThat(new KeyAudit(redis).problems()).isEmpty();
    }

    private void step(int dice) {
        if (dice < 25) {
            schedule();
        } else if (dice < 55) {
            claim();
        } else if (dice < 75) {
            settle();
        } else if (dice < 80) {
            EndpointId lane = lane();
            Duration time = seconds(400);
            inRedis.park(lane, time);
            inMemory.park(lane, time);
        } else if (dice < 84) {
            EndpointId lane = lane();
            LaneLimits limits = limits(1 + random.nextInt(versions));
            Duration left = random.nextBoolean() ? Duration.ZERO : seconds(200);
            inRedis.unpark(lane, limits, left);
            inMemory.unpark(lane, limits, left);
        } else {
            advance(seconds(random.nextInt(6) == 0 ? 600 : 30));
        }
    }

    private void advance(Duration time) {
        redis.clock().advance(time);
        now = redis.clock().now();
    }

    private EndpointId lane() {
        return lanes.get(random.nextInt(lanes.size()));
    }

    private Duration seconds(int most) {
        return Duration.ofSeconds(1 + random.nextInt(most));
    }

    /** The same for the same version, as an endpoint's are; at first the usual ones. */
    private static LaneLimits limits(int version) {
        if (version == 1) {
            return new LaneLimits(EndpointSettings.DEFAULT_MAX_IN_FLIGHT, OptionalInt.empty(), 1);
        }
        int rate = RATES[version % RATES.length];
        return new LaneLimits(1 + version * 31 % 7, rate == 0 ? OptionalInt.empty() : OptionalInt.of(rate), version);
    }

    private void schedule() {
        List<ScheduledDelivery> deliveries = IntStream.rangeClosed(0, random.nextInt(6))
                .mapToObj(i -> scheduled())
                .toList();
        inRedis.schedule(deliveries);
        inMemory.schedule(deliveries);
    }

    private ScheduledDelivery scheduled() {
        EndpointId lane = lane();
        List<DeliveryId> known = scheduled.computeIfAbsent(lane, id -> new ArrayList<>());
        if (known.isEmpty() || random.nextInt(4) > 0) {
            known.add(DeliveryId.at(Instant.now()));
        }
        DeliveryId id = known.get(known.size() - 1 - random.nextInt(Math.min(known.size(), 20)));
        int version = random.nextInt(6) == 0 ? ++versions : 1 + random.nextInt(versions);
        Duration dueIn = random.nextInt(3) == 0 ? seconds(120) : Duration.ZERO;
        return new ScheduledDelivery(id, lane, dueIn, limits(version));
    }

    /** Slow lanes are left out or all wanted, since of lanes that have waited equally long the order is free. */
    private void claim() {
        Duration lease = seconds(60).plusSeconds(30);
        ClaimRequest request = new ClaimRequest(1_000, 1 + random.nextInt(5), random.nextBoolean() ? 0 : 1_000, lease);
        Map<DeliveryId, Lease> there = byDelivery(inRedis.claim(request));
        Map<DeliveryId, Lease> here = byDelivery(inMemory.claim(request));
        assertThat(there.keySet()).isEqualTo(here.keySet());
        there.forEach((id, lease1) -> {
            Lease lease2 = here.get(id);
            assertThat(lease1.lostLeases()).isEqualTo(lease2.lostLeases());
            assertThat(lease1.slow()).isEqualTo(lease2.slow());
            held.add(new Leases(lease1, lease2));
        });
    }

    private static Map<DeliveryId, Lease> byDelivery(List<Lease> leases) {
        Map<DeliveryId, Lease> byDelivery = new HashMap<>();
        leases.forEach(lease -> byDelivery.put(lease.deliveryId(), lease));
        return byDelivery;
    }

    /** Some of the leases were settled before, or ran out. */
    private void settle() {
        List<Settlement> there = new ArrayList<>();
        List<Settlement> here = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0 && !held.isEmpty(); i--) {
            boolean again = random.nextInt(8) == 0 && !settled.isEmpty();
            Leases leases =
                    again ? settled.get(random.nextInt(settled.size())) : held.remove(random.nextInt(held.size()));
            settled.add(leases);
            int kind = random.nextInt(3);
            LaneSpeed speed = SPEEDS.get(random.nextInt(SPEEDS.size()));
            Duration delay = random.nextBoolean() ? Duration.ZERO : seconds(90);
            there.add(settlement(kind, leases.inRedis(), delay, speed));
            here.add(settlement(kind, leases.inMemory(), delay, speed));
        }
        assertThat(places(inRedis.settle(there), there)).isEqualTo(places(inMemory.settle(here), here));
    }

    private static Settlement settlement(int kind, Lease lease, Duration delay, LaneSpeed speed) {
        if (kind == 0) {
            return new Settlement.Complete(lease, speed);
        }
        return kind == 1 ? new Settlement.Reschedule(lease, delay, speed) : new Settlement.Release(lease, delay);
    }

    private static List<Integer> places(List<Settlement> late, List<Settlement> all) {
        return late.stream().map(all::indexOf).toList();
    }

    private void compare(EndpointId lane) {
        assertThat(inRedis.lane(lane)).isEqualTo(inMemory.lane(lane));
    }
}
