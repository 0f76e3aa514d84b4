package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.DispatcherBuilder;
import dev.webhook.LoopHealth;
import dev.webhook.WebhookDispatcher;
import dev.webhook.http.AddressPolicy;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.testkit.server.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** Dispatchers on one PostgreSQL, with or without Redis. Not thread-safe. */
final class Nodes implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final HikariDataSource pool = new HikariDataSource();
    private final @Nullable UnifiedJedis jedis;
    private final List<WebhookDispatcher> nodes = new ArrayList<>();

    Nodes(PostgresDatabase database, @Nullable UnifiedJedis jedis) {
        this.jedis = jedis;
        pool.setDataSource(database.dataSource());
        pool.setMaximumPoolSize(20);
        WebhookSchema.migrate(pool);
        sql("TRUNCATE webhooks, webhook_subscriptions, webhook_events, webhook_event_inbox, webhook_deliveries,"
                + " webhook_delivery_attempts, webhook_queue, webhook_lanes, webhook_dlq, webhook_circuits CASCADE");
        sql(
                "UPDATE webhook_active_queue SET queue = 'postgres', epoch = gen_random_uuid(), hold = '0 s', whole = true");
    }

    /** Returns one more, which isn't started yet. */
    WebhookDispatcher add(UnaryOperator<DispatcherBuilder> options) {
        DispatcherBuilder builder = WebhookDispatcher.builder()
                .storage(PostgresStorage.builder(pool)
                        .secrets(CachedSecretsIT.cipher())
                        .build())
                .addressPolicy(AddressPolicy.unsafeForTests())
                .shutdownTimeout(Duration.ofSeconds(1));
        if (jedis != null) {
            builder.accelerator(WebhookRedis.builder(jedis).build());
        }
        WebhookDispatcher node = options.apply(builder).build();
        nodes.add(node);
        return node;
    }

    void awaitRedis() {
        await(() -> text("SELECT queue || whole FROM webhook_active_queue").equals("redistrue"));
    }

    /** Waits until a node's loop hasn't looked for so long. */
    static void awaitIdle(WebhookDispatcher node, String loop, Duration time) {
        await(() -> node.health().loops().stream()
                .filter(health -> health.name().endsWith(loop))
                .map(LoopHealth::lastRun)
                .anyMatch(ran -> ran != null && ran.isBefore(Instant.now().minus(time))));
    }

    static void await(BooleanSupplier condition) {
        await(condition, SOON);
    }

    static void await(BooleanSupplier condition, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    String text(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void sql(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(WebhookDispatcher::close);
        pool.close();
    }
}
