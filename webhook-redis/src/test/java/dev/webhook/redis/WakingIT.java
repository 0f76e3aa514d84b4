package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.Accelerator;
import dev.webhook.Accelerator.News;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.NewEvent;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.LeakCheck;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.RedisCluster;
import dev.webhook.testkit.server.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** Nodes that would look for work only after seconds are woken by others that have some. */
@ExtendWith({PostgresExtension.class, LeakCheck.class})
@Timeout(120)
class WakingIT {

    private static final long USER = 7;
    /** Loops wait 5 ms, then twice as long each time: one that has waited so long is in a wait of 5.12 s or more. */
    private static final Duration SELDOM = Duration.ofMillis(2_600);

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private final RedisProcess process = RedisProcess.builder().start();
    private final UnifiedJedis jedis = client(process);
    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final Nodes nodes;

    WakingIT(PostgresDatabase database) {
        nodes = new Nodes(database, jedis);
    }

    static UnifiedJedis client(RedisProcess process) {
        return RedisClient.builder()
                .hostAndPort(
                        new HostAndPort(process.uri().getHost(), process.uri().getPort()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(500)
                        .socketTimeoutMillis(500)
                        .blockingSocketTimeoutMillis(60_000)
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        if (process.isRunning()) {
            process.resume();
        }
        receiver.release();
        nodes.close();
        receiver.close();
        jedis.close();
        process.close();
    }

    private WebhookDispatcher node(int slots) {
        return nodes.add(options -> options.maxConcurrentAttempts(slots).pollInterval(Duration.ofMinutes(1)));
    }

    private Endpoint register(WebhookDispatcher node) {
        return node.endpoints()
                .register(USER, EndpointSpec.url(receiver.url("/").value()).subscribe("order.placed"));
    }

    private static NewEvent event() {
        return NewEvent.forUser(USER, "order.placed").json("{}");
    }

    @Test
    void whatANodeWithoutLoopsPublishesIsRoutedByAnotherAtOnce() {
        WebhookDispatcher publishing = node(1);
        WebhookDispatcher delivering = node(8).start();
        register(publishing);
        nodes.awaitRedis();
        Nodes.awaitIdle(delivering, "router", SELDOM);

        publishing.publish(event());

        receiver.await(1, AT_ONCE);
    }

    @Test
    void whatANodeWithoutLoopsLetsGoIsClaimedByAnotherAtOnce() {
        WebhookDispatcher operating = node(1);
        WebhookDispatcher delivering = node(8).start();
        Endpoint endpoint = register(operating);
        nodes.awaitRedis();
        operating.endpoints().pause(endpoint.id());
        operating.publish(event());
        Nodes.awaitIdle(delivering, "claimer", SELDOM);

        operating.endpoints().resume(endpoint.id());

        receiver.await(1, AT_ONCE);
    }

    @Test
    void whatANodeHasNoRoomForIsClaimedByAnotherAtOnce() {
        receiver.script(Answer.answer(200).held());
        WebhookDispatcher full = node(1).start();
        register(full);
        nodes.awaitRedis();
        full.publish(event());
        receiver.await(1, Duration.ofSeconds(10));
        WebhookDispatcher other = node(8).start();
        Nodes.awaitIdle(other, "claimer", SELDOM);

        full.publish(List.of(event(), event()));

        receiver.await(3, AT_ONCE);
    }

    @Test
    void aListenerHearsAgainWhenRedisIsBack() {
        WebhookDispatcher publishing = node(1);
        WebhookDispatcher delivering = node(8).start();
        register(publishing);
        nodes.awaitRedis();
        process.kill();
        Nodes.await(() -> nodes.text("SELECT queue FROM webhook_active_queue").equals("postgres"));
        process.restart();
        Nodes.await(() -> heardBy(jedis) == 1);
        Nodes.awaitIdle(delivering, "router", SELDOM);

        publishing.publish(event());

        receiver.await(1, AT_ONCE);
    }

    private static long heardBy(UnifiedJedis jedis) {
        return jedis.publish("{webhook:1}:news", "NOTHING_THAT_IS_KNOWN");
    }

    @Test
    void aRedisThatHangsHoldsUpNeitherPublishNorClose() {
        WebhookDispatcher publishing = node(1);
        WebhookDispatcher delivering = node(8).start();
        register(publishing);
        nodes.awaitRedis();
        process.suspend();

        long began = System.nanoTime();
        IntStream.range(0, 50).forEach(unused -> publishing.publish(event()));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));

        began = System.nanoTime();
        delivering.close();
        publishing.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aClusterTellsAllThatListenToAnyOfItsNodes() {
        try (RedisCluster cluster = RedisCluster.start();
                TestRedis one = TestRedis.on(cluster)) {
            WebhookRedis redis = WebhookRedis.builder(one.jedis()).build();
            List<News> heard = new CopyOnWriteArrayList<>();
            List<Accelerator.Listening> listening = IntStream.range(0, 3)
                    .mapToObj(
                            number -> redis.listen(work -> new Thread(work, "webhook-listener-" + number), heard::add))
                    .toList();
            Nodes.await(() -> heard.size() == 6); // each begins with all, since it may have missed some

            redis.tell(News.SCHEDULED);

            Nodes.await(() -> heard.size() == 9);
            assertThat(heard.subList(6, 9)).containsOnly(News.SCHEDULED);
            listening.forEach(Accelerator.Listening::close);
        }
    }
}
