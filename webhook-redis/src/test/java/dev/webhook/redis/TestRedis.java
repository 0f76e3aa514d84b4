package dev.webhook.redis;

import dev.webhook.testkit.server.RedisCluster;
import dev.webhook.testkit.server.RedisProcess;
import dev.webhook.testkit.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** A client, a clock, and a prefix that no other test has. Thread-safe. */
final class TestRedis implements AutoCloseable {

    static final String EPOCH = "epoch-1";

    private final String prefix;
    private final UnifiedJedis jedis;
    private final RedisClock clock;

    private TestRedis(UnifiedJedis jedis, String prefix) {
        this.jedis = jedis;
        this.prefix = prefix;
        this.clock = new RedisClock(jedis);
    }

    static TestRedis on(RedisServer server) {
        return new TestRedis(RedisClient.create(server.uri()), prefix());
    }

    /** Of a server of the test's own, with the prefix that hosts have. */
    static TestRedis on(RedisProcess process) {
        return new TestRedis(RedisClient.create(process.uri()), "webhook");
    }

    private static String prefix() {
        return "test-" + UUID.randomUUID();
    }

    static TestRedis on(RedisCluster cluster) {
        Set<HostAndPort> nodes = cluster.uris().stream()
                .map(uri -> new HostAndPort(uri.getHost(), uri.getPort()))
                .collect(Collectors.toSet());
        return new TestRedis(
                RedisClusterClient.builder()
                        .nodes(nodes)
                        .maxAttempts(2)
                        .maxTotalRetriesDuration(Duration.ofMillis(500))
                        .build(),
                prefix());
    }

    WebhookRedis webhooks() {
        return WebhookRedis.builder(clock.jedis()).prefix(prefix).build();
    }

    RedisClock clock() {
        return clock;
    }

    UnifiedJedis jedis() {
        return jedis;
    }

    /** Returns the keys of this test, a byte a character. */
    Set<String> keys() {
        ScanParams ours = new ScanParams().match(start() + "*").count(1_000);
        Set<String> keys = new TreeSet<>();
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        ScanResult<byte[]> page;
        do {
            page = jedis.scan(cursor, ours);
            page.getResult().forEach(key -> keys.add(new String(key, StandardCharsets.ISO_8859_1)));
            cursor = page.getCursorAsBytes();
        } while (!page.isCompleteIteration());
        return keys;
    }

    /** Returns what all keys begin with. */
    String start() {
        return "{" + prefix + ":1}:";
    }

    byte[] key(String name) {
        return (start() + name).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        jedis.close();
    }
}
