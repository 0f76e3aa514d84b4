package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.SecretCipher;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** Dispatchers on a PostgreSQL that is made empty, each with a way of its own to Redis, and what they send. Not thread-safe. */
final class Cluster implements AutoCloseable {

    static final int SLOTS = 8;
    static final int LANES = 5;
    private static final long USER = 7;

    /** Longer than a lease: a claim whose reply was too late on a busy machine holds its deliveries so long. */
    private static final Duration SOON = Duration.ofMinutes(2);

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final HikariDataSource pool = new HikariDataSource();
    private final List<UnifiedJedis> clients = new ArrayList<>();
    private final List<WebhookDispatcher> nodes = new ArrayList<>();
    private final List<EventId> published = new ArrayList<>();

    Cluster(PostgresDatabase database) {
        pool.setDataSource(database.dataSource());
        pool.setMaximumPoolSize(20);
        WebhookSchema.migrate(pool);
        sql("TRUNCATE webhooks, webhook_subscriptions, webhook_events, webhook_event_inbox, webhook_deliveries,"
                + " webhook_delivery_attempts, webhook_queue, webhook_lanes, webhook_dlq, webhook_circuits CASCADE");
        sql(
                "UPDATE webhook_active_queue SET queue = 'postgres', epoch = gen_random_uuid(), hold = '0 s', whole = true");
    }

    static UnifiedJedis client(int port) {
        return RedisClient.builder()
                .hostAndPort(new HostAndPort("127.0.0.1", port))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(1_000)
                        .socketTimeoutMillis(1_000)
                        .build())
                .build();
    }

    /** Starts a node for each port by which it reaches Redis. */
    void start(int... ports) {
        for (int port : ports) {
            UnifiedJedis jedis = client(port);
            clients.add(jedis);
            nodes.add(WebhookDispatcher.builder()
                    .storage(PostgresStorage.builder(pool)
                            .secrets(SecretCipher.plainText())
                            .build())
                    .accelerator(WebhookRedis.builder(jedis).build())
                    .addressPolicy(AddressPolicy.unsafeForTests())
                    .maxConcurrentAttempts(SLOTS)
                    .reconcileInterval(Duration.ofSeconds(1))
                    .shutdownTimeout(Duration.ofSeconds(1))
                    .build()
                    .start());
        }
        for (int lane = 0; lane < LANES; lane++) {
            nodes.get(0)
                    .endpoints()
                    .register(
                            USER,
                            EndpointSpec.url(receiver.url("/" + lane).value())
                                    .subscribe("order.placed")
                                    .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 20)));
        }
    }

    ScriptedReceiver receiver() {
        return receiver;
    }

    /** Publishes events, each of which makes a delivery on every lane. */
    void publish(int events) {
        published.addAll(nodes.get(published.size() % nodes.size())
                .publish(IntStream.range(0, events)
                        .mapToObj(
                                event -> NewEvent.forUser(USER, "order.placed").json("{}"))
                        .toList()));
    }

    void awaitRequests(int count) {
        await(() -> receiver.requests().size() >= count);
    }

    void awaitAllDelivered() {
        awaitUndelivered(0);
        assertThat(received().keySet())
                .containsAll(published.stream().map(EventId::toString).toList());
    }

    /** Waits until only so many deliveries are left. */
    void awaitUndelivered(int left) {
        await(() -> number("SELECT count(*) FROM webhook_event_inbox") == 0
                && number("SELECT count(*) FROM webhook_deliveries WHERE status <> 'success'") <= left);
    }

    private Map<String, Long> received() {
        return receiver.requests().stream()
                .collect(Collectors.groupingBy(
                        request -> request.header("webhook-id").orElseThrow(), Collectors.counting()));
    }

    /** Returns how many requests there were beyond one for each delivery. */
    long duplicates() {
        return received().values().stream()
                .mapToLong(requests -> requests - LANES)
                .sum();
    }

    void awaitActive(String queue) {
        await(() -> active().equals(queue));
    }

    String active() {
        return text("SELECT queue FROM webhook_active_queue");
    }

    String epoch() {
        return text("SELECT epoch FROM webhook_active_queue");
    }

    void awaitOtherEpoch(String than) {
        await(() -> !epoch().equals(than));
    }

    /** Lets the time pass for which PostgreSQL's queue stays the active one. */
    void endHold() {
        sql("UPDATE webhook_active_queue SET since = since - hold");
    }

    long number(String sql) {
        return (long) Double.parseDouble(text(sql));
    }

    private String text(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sql(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Override
    public void close() {
        receiver.release();
        nodes.forEach(WebhookDispatcher::close);
        clients.forEach(UnifiedJedis::close);
        receiver.close();
        pool.close();
    }
}
