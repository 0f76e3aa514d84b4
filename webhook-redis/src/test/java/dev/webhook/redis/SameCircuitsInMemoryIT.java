package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitAdmission.Permit;
import dev.webhook.circuit.CircuitAdmission.Probe;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.testkit.server.RedisExtension;
import dev.webhook.testkit.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks circuits in memory and in Redis the same at random, and compares all that they answer. */
@ExtendWith(RedisExtension.class)
class SameCircuitsInMemoryIT {

    private static final int STEPS = 2_000;

    /** A permit of the same attempt by both breakers. */
    private record Permits(Permit inRedis, Permit inMemory) {}

    private final TestRedis redis;
    private final EndpointId endpoint = Work.lanes(1).get(0);
    private final List<Permits> permits = new ArrayList<>();
    private final CircuitBreaker inRedis;
    private final CircuitBreaker inMemory;
    private Random random = new Random();
    private volatile Instant now;
    private int transitions;

    SameCircuitsInMemoryIT(RedisServer server) {
        CircuitPolicy policy = CircuitPolicy.builder()
                .consecutiveFailures(6)
                .minimumCalls(8)
                .probeTime(Duration.ofSeconds(20))
                .longestOpenTime(Duration.ofSeconds(100))
                .forgetTime(Duration.ofSeconds(150))
                .build();
        redis = TestRedis.on(server);
        inRedis = redis.webhooks().circuitBreaker(policy);
        redis.clock().stop();
        now = redis.clock().now();
        inMemory = InMemoryStorage.create(() -> now).circuitBreaker(policy);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theyAnswerTheSame(long seed) {
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            step(random.nextInt(100));
            assertThat(inRedis.status(endpoint)).as("step %d", step).isEqualTo(inMemory.status(endpoint));
        }
        assertThat(transitions).isGreaterThan(STEPS / 200);
    }

    private void step(int dice) {
        if (dice < 45) {
            admit();
        } else if (dice < 80) {
            report();
        } else if (dice < 83 && !permits.isEmpty()) {
            Permits some = permits.remove(random.nextInt(permits.size()));
            inRedis.release(endpoint, some.inRedis());
            inMemory.release(endpoint, some.inMemory());
        } else if (dice < 84) {
            inRedis.reset(endpoint);
            inMemory.reset(endpoint);
        } else {
            redis.clock().advance(Duration.ofSeconds(1 + random.nextInt(random.nextInt(8) == 0 ? 200 : 15)));
            now = redis.clock().now();
        }
    }

    private void admit() {
        CircuitAdmission there = inRedis.admit(endpoint);
        CircuitAdmission here = inMemory.admit(endpoint);
        if (there instanceof Probe probe && here instanceof Probe other) {
            assertThat(probe.generation()).isEqualTo(other.generation());
        } else {
            assertThat(there).isEqualTo(here);
        }
        if (there instanceof Permit permit && here instanceof Permit other) {
            permits.add(new Permits(permit, other));
        }
    }

    /** Now and then a permit is reported again, or long after it was given. */
    private void report() {
        if (permits.isEmpty()) {
            return;
        }
        int place = random.nextInt(10) == 0 ? random.nextInt(permits.size()) : permits.size() - 1;
        Permits some = random.nextInt(10) == 0 ? permits.get(place) : permits.remove(place);
        boolean failure = random.nextInt(10) < 6;
        var there = inRedis.report(endpoint, some.inRedis(), failure);
        assertThat(there).isEqualTo(inMemory.report(endpoint, some.inMemory(), failure));
        transitions += there.openTime().isZero() ? 0 : 1;
    }
}
