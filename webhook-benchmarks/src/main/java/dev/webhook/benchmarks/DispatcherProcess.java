package dev.webhook.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import dev.webhook.DispatcherBuilder;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.http.AddressPolicy;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.redis.WebhookRedis;
import dev.webhook.signing.SecretCipher;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** A dispatcher with its own pool; as a process, one that is started and delivers until its standard input ends. */
final class DispatcherProcess {

    static final int SLOTS = 64;
    private static final int CONNECTIONS = 10;

    private DispatcherProcess() {}

    /**
     * Builds one, which opens its own pool and closes it.
     *
     * @param schema holds its tables, and is its prefix in Redis
     * @param jedis its client of Redis, or null for PostgreSQL's queue
     */
    static WebhookDispatcher dispatcher(
            String jdbcUrl, String schema, @Nullable UnifiedJedis jedis, WebhookListener... listeners) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(jdbcUrl);
        pool.setMaximumPoolSize(CONNECTIONS);
        DispatcherBuilder builder = WebhookDispatcher.builder()
                .storage(PostgresStorage.pooled(pool)
                        .schema(schema)
                        .secrets(SecretCipher.plainText())
                        .build())
                .addressPolicy(AddressPolicy.unsafeForTests())
                .maxConcurrentAttempts(SLOTS);
        List.of(listeners).forEach(builder::listener);
        if (jedis != null) {
            builder.accelerator(WebhookRedis.builder(jedis).prefix(schema).build());
        }
        return builder.build();
    }

    /** Returns a client, or null if {@code redis} is empty. */
    static @Nullable UnifiedJedis client(String redis) {
        return redis.isEmpty() ? null : RedisClient.create(URI.create(redis));
    }

    /** Starts one in a process of its own, and returns when it runs. */
    static Process start(List<String> jvmOptions, String jdbcUrl, String schema, String redis) throws IOException {
        Process process = JavaProcess.command(jvmOptions, DispatcherProcess.class, jdbcUrl, schema, redis)
                .start();
        InputStream said = process.getInputStream();
        if (said.read() < 0) {
            throw new IllegalStateException("the other JVM ended");
        }
        return process;
    }

    /** Takes the database's URL, the schema, and Redis's URI. */
    public static void main(String[] args) throws IOException {
        try (UnifiedJedis jedis = client(args[2]);
                WebhookDispatcher dispatcher = dispatcher(args[0], args[1], jedis)) {
            dispatcher.start();
            System.out.println("started");
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        System.exit(0);
    }
}
