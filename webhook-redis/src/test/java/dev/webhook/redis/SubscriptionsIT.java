package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventType;
import dev.webhook.event.NewEvent;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators are shown of subscriptions. */
@ExtendWith(PostgresExtension.class)
@Timeout(60)
class SubscriptionsIT {

    private static final EventType TYPE = new EventType("order.placed");

    private final RedisProcess process = RedisProcess.builder().start();
    private final TestRedis redis = TestRedis.on(process);
    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final Nodes nodes;

    SubscriptionsIT(PostgresDatabase database) {
        nodes = new Nodes(database, redis.jedis());
    }

    @AfterEach
    void close() {
        nodes.close();
        receiver.close();
        redis.close();
        process.close();
    }

    private Endpoint register(WebhookDispatcher node, long user, String... types) {
        EndpointSpec spec = EndpointSpec.url(receiver.url("/").value());
        List.of(types).forEach(spec::subscribe);
        return node.endpoints().register(user, spec);
    }

    private Set<String> shown() {
        return redis.jedis().smembers("{webhook:1}:subscriptions:order.placed");
    }

    @Test
    void whoSubscribesToATypeIsShownOnceItIsRouted() {
        WebhookDispatcher node = nodes.add(options -> options).start();
        Endpoint exact = register(node, 7, "order.placed");
        Endpoint ofAnother = register(node, 8, "order.*", "order.placed");
        register(node, 7, "order.paid");
        nodes.awaitRedis();

        node.publish(NewEvent.forUser(7, "order.placed").json("{}"));

        Nodes.await(() -> !shown().isEmpty());
        assertThat(shown())
                .containsExactlyInAnyOrder(exact.id().toString(), ofAnother.id().toString());
        receiver.await(1, Duration.ofSeconds(10));
        Nodes.await(() -> redis.jedis().zcard("{webhook:1}:lanes") == 0);
        assertThat(new KeyAudit(redis).problems()).isEmpty();
    }

    @Test
    void aChangeIsShownWithALaterEvent() {
        WebhookDispatcher node = nodes.add(options -> options).start();
        Endpoint endpoint = register(node, 7, "order.placed");
        nodes.awaitRedis();
        node.publish(NewEvent.forUser(7, "order.placed").json("{}"));
        Nodes.await(() -> shown().contains(endpoint.id().toString()));

        Endpoint second = register(node, 7, "*");

        Nodes.await(() -> {
            node.publish(NewEvent.forUser(7, "order.placed").json("{}"));
            return shown().contains(second.id().toString());
        });
    }

    @Test
    void aSetIsReplacedBoundedAndGoesByItself() {
        WebhookRedis webhooks = redis.webhooks();
        List<EndpointId> many = IntStream.range(0, 10_001)
                .mapToObj(unused -> EndpointId.at(Instant.now()))
                .toList();

        webhooks.showSubscribers(TYPE, many);
        assertThat(shown()).hasSize(10_000);
        webhooks.showSubscribers(TYPE, many.subList(0, 2));
        assertThat(shown()).hasSize(2);
        assertThat(redis.jedis().ttl("{webhook:1}:subscriptions:order.placed")).isBetween(3_590L, 3_600L);
        webhooks.showSubscribers(TYPE, List.of());
        assertThat(redis.keys()).isEmpty();
    }
}
