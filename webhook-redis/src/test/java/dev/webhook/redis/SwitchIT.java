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
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.RedisProcess;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** Two dispatchers on PostgreSQL with Redis as their accelerator, to which things happen. */
@ExtendWith(PostgresExtension.class)
@Timeout(240)
class SwitchIT {

    private static final int SLOTS = 8;
    private static final int LANES = 5;
    private static final long USER = 7;
    /** Longer than a lease: a claim whose reply was too late on a busy machine holds its deliveries so long. */
    private static final Duration SOON = Duration.ofMinutes(2);

    private final RedisProcess process = RedisProcess.builder().start();
    private final UnifiedJedis jedis = client();
    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final HikariDataSource pool = new HikariDataSource();
    private final List<WebhookDispatcher> nodes = new ArrayList<>();
    private final List<EventId> published = new ArrayList<>();

    SwitchIT(PostgresDatabase database) {
        pool.setDataSource(database.dataSource());
        pool.setMaximumPoolSize(20);
    }

    private UnifiedJedis client() {
        return RedisClient.builder()
                .hostAndPort(
                        new HostAndPort(process.uri().getHost(), process.uri().getPort()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(1_000)
                        .socketTimeoutMillis(1_000)
                        .build())
                .build();
    }

    @BeforeEach
    void migrate() {
        WebhookSchema.migrate(pool);
        sql("TRUNCATE webhooks, webhook_subscriptions, webhook_events, webhook_event_inbox, webhook_deliveries,"
                + " webhook_delivery_attempts, webhook_queue, webhook_lanes, webhook_dlq, webhook_circuits CASCADE");
        sql(
                "UPDATE webhook_active_queue SET queue = 'postgres', epoch = gen_random_uuid(), hold = '0 s', whole = true");
    }

    @AfterEach
    void close() {
        if (process.isRunning()) {
            process.resume();
        }
        nodes.forEach(WebhookDispatcher::close);
        receiver.close();
        jedis.close();
        process.close();
        pool.close();
    }

    private void startNodes() {
        for (int i = 0; i < 2; i++) {
            nodes.add(WebhookDispatcher.builder()
                    .storage(PostgresStorage.builder(pool)
                            .secrets(SecretCipher.plainText())
                            .build())
                    .accelerator(WebhookRedis.builder(jedis).build())
                    .addressPolicy(AddressPolicy.unsafeForTests())
                    .maxConcurrentAttempts(SLOTS)
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

    private void publish(int events) {
        published.addAll(nodes.get(published.size() % 2)
                .publish(IntStream.range(0, events)
                        .mapToObj(
                                event -> NewEvent.forUser(USER, "order.placed").json("{}"))
                        .toList()));
    }

    @Test
    void redisTakesOverAtOnceAndPostgresqlsQueueIsLeftEmpty() {
        startNodes();
        awaitActive("redis");

        publish(200);

        awaitAllDelivered();
        assertThat(duplicates()).isZero();
        assertThat(number("SELECT count(*) FROM webhook_queue")).isZero();
        await(() -> jedis.zcard("{webhook:1}:lanes") == 0);
    }

    @Test
    void whatWaitsInPostgresqlsQueueMovesToRedis() {
        receiver.script(Answer.answer(400).times(50), Answer.answer(200));
        process.suspend();
        startNodes();
        publish(100);
        await(() -> receiver.requests().size() >= 50);

        process.resume();

        awaitActive("redis");
        awaitAllDelivered();
        await(() -> number("SELECT count(*) FROM webhook_queue") == 0);
    }

    @Test
    void withoutRedisPostgresqlDelivers() {
        process.kill();
        startNodes();

        publish(200);

        awaitAllDelivered();
        assertThat(duplicates()).isZero();
        assertThat(active()).isEqualTo("postgres");
    }

    @Test
    void aRedisThatIsKilledIsReplacedAndComesBack() {
        lostBy(process::kill);

        process.restart();
        publish(50);
        assertThat(active()).isEqualTo("postgres");
        sql("UPDATE webhook_active_queue SET since = since - hold");

        awaitActive("redis");
        publish(50);
        awaitAllDelivered();
    }

    @Test
    void aRedisThatHangsIsReplaced() {
        lostBy(process::suspend);
    }

    @Test
    void aRedisThatIsFullIsReplaced() {
        lostBy(() -> jedis.configSet("maxmemory", "1"));
        jedis.configSet("maxmemory", "0");
    }

    /** Some are in flight when Redis is lost; only those can arrive twice. */
    private void lostBy(Runnable fault) {
        startNodes();
        awaitActive("redis");
        publish(100);
        await(() -> receiver.requests().size() > 20);

        fault.run();
        publish(100);

        awaitActive("postgres");
        awaitAllDelivered();
        assertThat(duplicates()).isLessThanOrEqualTo(2 * SLOTS);
        assertThat(number("SELECT extract(epoch FROM hold) FROM webhook_active_queue"))
                .isEqualTo(60);
    }

    @Test
    void aRedisThatIsFlushedIsFilledAnew() {
        receiver.script(Answer.answer(400).times(400), Answer.answer(200));
        startNodes();
        awaitActive("redis");
        String epoch = text("SELECT epoch FROM webhook_active_queue");
        publish(100);
        await(() -> receiver.requests().size() > 100);

        jedis.flushAll();

        awaitAllDelivered();
        assertThat(active()).isEqualTo("redis");
        assertThat(text("SELECT epoch FROM webhook_active_queue")).isNotEqualTo(epoch);
    }

    private void awaitAllDelivered() {
        await(() -> number("SELECT count(*) FROM webhook_event_inbox") == 0
                && number("SELECT count(*) FROM webhook_deliveries WHERE status <> 'success'") == 0);
        assertThat(received().keySet())
                .containsAll(published.stream().map(EventId::toString).toList());
    }

    private Map<String, Long> received() {
        return receiver.requests().stream()
                .collect(Collectors.groupingBy(
                        request -> request.header("webhook-id").orElseThrow(), Collectors.counting()));
    }

    private long duplicates() {
        Function<Long, Long> more = requests -> requests - LANES;
        return received().values().stream().map(more).reduce(0L, Long::sum);
    }

    private void awaitActive(String queue) {
        await(() -> active().equals(queue));
    }

    private String active() {
        return text("SELECT queue FROM webhook_active_queue");
    }

    private long number(String sql) {
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

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
