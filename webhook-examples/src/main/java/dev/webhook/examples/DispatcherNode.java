package dev.webhook.examples;

import com.zaxxer.hikari.HikariConfig;
import dev.webhook.DeliveryReport;
import dev.webhook.DispatcherBuilder;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.http.AddressPolicy;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.PostgresStorageBuilder;
import dev.webhook.redis.WebhookRedis;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.SecretCipher;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * One node of the application, in a JVM of its own: delivers until its standard input ends, or until it is killed.
 * {@link PostgresQuickstart} and {@link ClusterQuickstart} start it.
 *
 * <p>Not thread-safe.
 */
public final class DispatcherNode {

    static final String SCHEMA = "webhook_quickstart";
    static final String URL_VARIABLE = "QUICKSTART_JDBC_URL";
    static final String KEY_VARIABLE = "QUICKSTART_KEY";
    static final String REDIS_VARIABLE = "QUICKSTART_REDIS_URL";

    /** Redis must answer at once or count as gone. */
    private static final int REDIS_TIMEOUT_MILLIS = 500;

    private DispatcherNode() {}

    /** Runs the node; database and key come by environment variables, which other users can't read. */
    public static void main(String[] args) throws IOException {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(System.getenv(URL_VARIABLE));
        PostgresStorage storage = storage(PostgresStorage.pooled(pool), System.getenv(KEY_VARIABLE));
        String redis = System.getenv(REDIS_VARIABLE);
        if (redis == null) {
            run(dispatcher(storage, new Printer()).build());
            return;
        }
        try (UnifiedJedis jedis = client(URI.create(redis))) {
            run(dispatcher(storage, new Tally())
                    .accelerator(WebhookRedis.builder(jedis).build())
                    .build());
        }
    }

    private static void run(WebhookDispatcher dispatcher) throws IOException {
        try (dispatcher) {
            dispatcher.start();
            System.out.println("started");
            while (System.in.read() >= 0) {
                // whatever is typed, it goes on
            }
        }
    }

    private static UnifiedJedis client(URI redis) {
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(redis.getHost(), redis.getPort()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(REDIS_TIMEOUT_MILLIS)
                        .socketTimeoutMillis(REDIS_TIMEOUT_MILLIS)
                        .build())
                .build();
    }

    /** Returns a new key for secrets at rest, as {@link #KEY_VARIABLE} takes it. */
    static String newKey() {
        byte[] key = new byte[KeyRing.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    static PostgresStorage storage(DataSource dataSource, String key) {
        return storage(PostgresStorage.builder(dataSource), key);
    }

    private static PostgresStorage storage(PostgresStorageBuilder builder, String key) {
        KeyRing keys = KeyRing.builder()
                .primary("quickstart", Base64.getDecoder().decode(key))
                .build();
        return builder.schema(SCHEMA).secrets(SecretCipher.encrypting(keys)).build();
    }

    static DispatcherBuilder dispatcher(PostgresStorage storage, WebhookListener listener) {
        return WebhookDispatcher.builder()
                .storage(storage)
                .addressPolicy(AddressPolicy.unsafeForTests())
                .maxTimeout(Duration.ofSeconds(30)) // the shortest, so that a killed node's leases end soon
                .maxConcurrentAttempts(8)
                .listener(listener);
    }

    private static final class Printer implements WebhookListener {
        @Override
        public void delivered(DeliveryReport report) {
            System.out.println("delivered " + report.event().data().text());
        }
    }

    private static final class Tally implements WebhookListener {

        private static final int STEP = 100;

        private final AtomicInteger delivered = new AtomicInteger();

        @Override
        public void delivered(DeliveryReport report) {
            int count = delivered.incrementAndGet();
            if (count % STEP == 0) {
                System.out.println("delivered " + count);
            }
        }
    }
}
