package dev.webhook.benchmarks.chaos;

import com.zaxxer.hikari.HikariConfig;
import dev.webhook.DispatcherBuilder;
import dev.webhook.TimeSource;
import dev.webhook.WebhookDispatcher;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.Cidr;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.PostgresStorageBuilder;
import dev.webhook.redis.WebhookRedis;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * What a node and the application that publishes have in common. It goes to a node's process by the environment, which
 * other users can't read.
 *
 * @param jdbcUrl where PostgreSQL is, with user and password
 * @param redis where Redis is, or null for none
 * @param ahead how far the clocks are ahead of the machine's
 */
record NodeSettings(String jdbcUrl, @Nullable URI redis, Duration ahead) {

    /** How long a circuit is open: short, so that a run sees many probes. */
    static final Duration OPEN_TIME = Duration.ofSeconds(5);

    /** Where nodes may send to. */
    static final String ALLOWED = "127.0.0.1/32";

    private static final String URL = "CHAOS_JDBC_URL";
    private static final String REDIS = "CHAOS_REDIS_URL";
    private static final String AHEAD = "CHAOS_CLOCK_AHEAD";
    private static final byte[] KEY = "a key that is good for one run..".getBytes(StandardCharsets.US_ASCII);
    private static final int REDIS_TIMEOUT_MILLIS = 500;

    static NodeSettings of(Map<String, String> environment) {
        String redis = environment.get(REDIS);
        return new NodeSettings(
                Objects.requireNonNull(environment.get(URL), URL),
                redis == null ? null : URI.create(redis),
                Duration.parse(Objects.requireNonNull(environment.get(AHEAD), AHEAD)));
    }

    void writeTo(Map<String, String> environment) {
        environment.put(URL, jdbcUrl);
        environment.put(AHEAD, ahead.toString());
        if (redis != null) {
            environment.put(REDIS, redis.toString());
        }
    }

    /** @param name by which the server tells whose connections they are */
    HikariConfig pool(String name) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        // the driver's property is beaten by what the URL says of it
        config.setConnectionInitSql("SET application_name = '" + name + "'");
        return config;
    }

    PostgresStorage storage(PostgresStorageBuilder builder) {
        KeyRing keys = KeyRing.builder().primary("chaos", KEY).build();
        return builder.schema(Ledger.SCHEMA)
                .secrets(SecretCipher.encrypting(keys))
                .build();
    }

    /** Returns a client of Redis, or null if there is none. */
    @Nullable
    UnifiedJedis client() {
        return redis == null
                ? null
                : RedisClient.builder()
                        .hostAndPort(new HostAndPort(redis.getHost(), redis.getPort()))
                        .clientConfig(DefaultJedisClientConfig.builder()
                                .connectionTimeoutMillis(REDIS_TIMEOUT_MILLIS)
                                .socketTimeoutMillis(REDIS_TIMEOUT_MILLIS)
                                .build())
                        .build();
    }

    /** Returns a dispatcher that may send to {@code range} and to nowhere else. */
    DispatcherBuilder dispatcher(
            PostgresStorage storage, @Nullable UnifiedJedis jedis, String name, int slots, String range) {
        DispatcherBuilder builder = WebhookDispatcher.builder()
                .storage(storage)
                .name(name)
                .userAgent(name) // by which the receiver's log and the attempts on record tell nodes apart
                .timeSource(clock())
                .addressPolicy(AddressPolicy.strict()
                        .allowHttp()
                        .allowAnyPort()
                        .allowIpLiterals()
                        .allowRange(Cidr.parse(range)))
                .circuitPolicy(CircuitPolicy.builder()
                        .openTime(OPEN_TIME)
                        .longestOpenTime(OPEN_TIME)
                        .build())
                .maxTimeout(Duration.ofSeconds(30)) // the shortest, so that a killed node's leases end soon
                .maxConcurrentAttempts(slots);
        return jedis == null
                ? builder
                : builder.accelerator(WebhookRedis.builder(jedis).build());
    }

    TimeSource clock() {
        TimeSource system = TimeSource.system();
        return new TimeSource() {
            @Override
            public Instant instant() {
                return system.instant().plus(ahead);
            }

            @Override
            public long nanoTime() {
                return system.nanoTime();
            }
        };
    }
}
