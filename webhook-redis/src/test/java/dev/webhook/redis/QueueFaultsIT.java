package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.testkit.server.RedisProcess;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

@Timeout(60)
class QueueFaultsIT {

    private static final int MILLIS = 500;

    private final RedisProcess process =
            RedisProcess.builder().set("appendonly", "yes").start();
    private final UnifiedJedis jedis = client(process.uri());
    private final WebhookRedis redis = WebhookRedis.builder(jedis).build();
    private final DeliveryQueue queue = redis.queue(() -> "epoch");
    private final CircuitBreaker circuits = redis.circuitBreaker(CircuitPolicy.defaults());

    @BeforeEach
    void begin() {
        redis.begin("epoch");
    }

    private static UnifiedJedis client(URI server) {
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(server.getHost(), server.getPort()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(MILLIS)
                        .socketTimeoutMillis(MILLIS)
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        jedis.close();
        process.close();
    }

    private static StoreUnavailableException unavailable(ThrowingCallable call) {
        return assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(call)
                .actual();
    }

    @Test
    void whatIsQueuedAndLeasedOutlivesAKill() {
        Work.schedule(queue, 10, 10);
        List<Lease> leases = Work.claim(queue, 30);
        process.kill();
        unavailable(() -> Work.claim(queue, 1));
        unavailable(() -> queue.settle(Work.completed(leases)));
        unavailable(() -> Work.schedule(queue, 1, 1));
        unavailable(() -> circuits.admit(Work.lanes(1).get(0)));
        process.restart();

        // a connection of before the kill may be left in the pool
        awaitAnswer();
        assertThat(queue.status()).isEqualTo(new QueueStatus(70, 30, 10));
        assertThat(queue.settle(Work.completed(leases))).isEmpty();
        assertThat(Work.claim(queue, 100)).hasSize(70);
    }

    private void awaitAnswer() {
        for (int i = 0; i < 20; i++) {
            try {
                queue.status();
                return;
            } catch (StoreUnavailableException stale) {
                // the next connection
            }
        }
    }

    @Test
    void aServerThatForgotTheScriptsIsSentThemAgain() {
        EndpointId endpoint = Work.lanes(1).get(0);
        Work.schedule(queue, 3, 1);
        circuits.admit(endpoint);
        jedis.scriptFlush("k");

        assertThat(Work.claim(queue, 10)).hasSize(3);
        assertThatNoException().isThrownBy(() -> circuits.admit(endpoint));
    }

    @Test
    void aServerThatHangsIsUnavailableWithinTwiceTheTimeOut() {
        Work.schedule(queue, 1, 1);
        process.suspend();
        long begin = System.nanoTime();
        try {
            unavailable(() -> Work.claim(queue, 1));
        } finally {
            process.resume();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(4 * MILLIS));
    }

    @Test
    void aServerWithoutMemoryTakesNoMoreButLetsLeasesEnd() {
        Work.schedule(queue, 10, 10);
        List<Lease> leases = Work.claim(queue, 60);
        jedis.configSet("maxmemory", "1");

        unavailable(() -> Work.schedule(queue, 1, 1));
        unavailable(() -> Work.claim(queue, 1));
        assertThat(queue.settle(Work.completed(leases.subList(0, 20)))).isEmpty();
        assertThat(queue.settle(Work.putOff(leases.subList(20, 40), Duration.ZERO)))
                .isEmpty();
        assertThat(queue.settle(leases.subList(40, 60).stream()
                        .map(lease -> (Settlement) new Settlement.Release(lease, Duration.ZERO))
                        .toList()))
                .isEmpty();

        assertThat(queue.status()).isEqualTo(new QueueStatus(80, 0, 8));
        jedis.configSet("maxmemory", "0");
        assertThat(Work.claim(queue, 100)).hasSize(80);
    }

    @Test
    void aServerThatMayNotWriteIsUnavailable() {
        Work.schedule(queue, 1, 1);
        jedis.configSet("min-replicas-to-write", "1");

        unavailable(() -> Work.claim(queue, 1));
    }

    @Test
    void messagesOfFailuresHoldNoValues() {
        Work.schedule(queue, 1, 1);
        Lease lease = Work.claim(queue, 1).get(0);
        process.kill();

        String message = String.valueOf(
                unavailable(() -> queue.settle(Work.completed(List.of(lease)))).getMessage());

        assertThat(message)
                .startsWith("Redis can't be reached")
                .doesNotContain(lease.deliveryId().toString(), lease.token().value());
    }

    /** A replica that is promoted may be behind, and gives the same numbers out again. */
    @Test
    void noTokenComesTwiceThoughTheNumbersDo() {
        Set<LeaseToken> tokens = new HashSet<>();
        Work.schedule(queue, 5, 1);
        for (int round = 0; round < 3; round++) {
            List<Lease> leases = Work.claim(queue, 5);
            leases.forEach(lease -> assertThat(tokens.add(lease.token())).isTrue());
            queue.settle(Work.putOff(leases, Duration.ZERO));
            jedis.del("{webhook:1}:claims");
        }
        assertThat(tokens).hasSize(15);
    }

    @Test
    void moreThanAScriptTakesIsDoneInSeveral() {
        Work.schedule(queue, 3, 6_000);

        List<Lease> leases = Work.claim(queue, 1_000_000);

        assertThat(leases).hasSize(2_000);
        assertThat(queue.settle(Work.completed(leases))).isEmpty();
        assertThat(queue.status()).isEqualTo(new QueueStatus(16_000, 0, 3));
    }

    @Test
    void manyLostLeasesOfOneLaneComeBack() {
        LaneLimits limits = new LaneLimits(4_000, OptionalInt.empty(), 1);
        Work.schedule(queue, Work.lanes(1), 4_000, limits, Duration.ZERO);
        ClaimRequest tooShort = new ClaimRequest(2_000, 2_000, 0, Duration.of(1, ChronoUnit.MICROS));
        assertThat(queue.claim(tooShort)).hasSize(2_000);

        assertThat(Work.claim(queue, 2_000)).hasSize(2_000).allMatch(lease -> lease.lostLeases() == 0);
        assertThat(Work.claim(queue, 2_000)).hasSize(2_000).allMatch(lease -> lease.lostLeases() == 1);
    }

    @Test
    void bulkCallsAreOneCommandEach() {
        List<EndpointId> endpoints = Work.lanes(64);
        circuits.admit(endpoints);
        Work.schedule(queue, 1, 1);
        long before = commands();

        circuits.admit(endpoints);
        Work.schedule(queue, endpoints, 7, Work.LIMITS, Duration.ZERO);

        assertThat(commands() - before).isEqualTo(2);
    }

    /** Returns how many scripts were asked for. */
    private long commands() {
        return jedis.info("commandstats")
                .lines()
                .filter(line -> line.matches("cmdstat_eval(sha)?:.*"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*?calls=(\\d+).*", "$1")))
                .sum();
    }

    /** Lua prints 14 digits of a number unless told otherwise, which are tens of microseconds' places short of a time. */
    @Test
    void timesAreKeptToTheMicrosecond() {
        LaneLimits rated = new LaneLimits(100, OptionalInt.of(2), 1);
        List<EndpointId> lanes = Work.lanes(10);
        Work.schedule(queue, lanes, 3, rated, Duration.ZERO);
        assertWhole("w:", 0);
        List<Lease> leases = Work.claim(queue, 20);
        queue.settle(Work.putOff(leases.subList(0, 5), Duration.ofHours(1)));
        lanes.forEach(lane -> queue.park(lane, Duration.ofMinutes(5)));

        assertWhole("w:", Instant.now().plusSeconds(1_800).toEpochMilli() * 1_000); // those that were put off
        assertWhole("l:", 0);
        assertWhole("lanes", 0);
        for (String field : List.of("p", "a")) {
            assertThat(keys("s:").map(key -> Bytes.text(jedis.hget(key, Bytes.of(field)))))
                    .as(field)
                    .hasSize(10)
                    .anyMatch(time -> !time.endsWith("00"));
        }
    }

    private void assertWhole(String kind, long from) {
        assertThat(keys(kind).flatMap(key -> jedis.zrangeWithScores(key, 0, -1).stream()))
                .as(kind)
                .anyMatch(tuple -> tuple.getScore() >= from && (long) tuple.getScore() % 100 != 0);
    }

    private Stream<byte[]> keys(String kind) {
        return jedis.keys(Bytes.of("{webhook:1}:" + kind + "*")).stream();
    }
}
