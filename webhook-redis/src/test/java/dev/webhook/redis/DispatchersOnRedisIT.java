package dev.webhook.redis;

import static dev.webhook.testkit.Answer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.DeliveryReport;
import dev.webhook.EndpointSpec;
import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two dispatchers that share a storage, with queue and circuits in Redis. */
@Timeout(120)
class DispatchersOnRedisIT {

    private static final int EVENTS = 3_000;
    private static final int ENDPOINTS = 30;

    private final RedisProcess process = RedisProcess.builder().start();
    private final TestRedis redis = TestRedis.on(process);
    private final Storage storage = InMemoryStorage.create();
    private final String epoch = epoch();
    private final CountDownLatch delivered = new CountDownLatch(EVENTS);
    private final WebhookListener listener = new WebhookListener() {
        @Override
        public void delivered(DeliveryReport report) {
            delivered.countDown();
        }
    };

    /** The storage's own queue tells by its tokens. */
    private String epoch() {
        Work.schedule(storage.queue(), 1, 1);
        var leases = Work.claim(storage.queue(), 1);
        storage.queue().settle(Work.completed(leases));
        return leases.get(0).token().epoch();
    }

    private WebhookDispatcher dispatcher(String name) {
        return WebhookDispatcher.builder()
                .storage(storage)
                .queue(redis.webhooks().queue(() -> epoch))
                .circuitBreaker(redis.webhooks().circuitBreaker(CircuitPolicy.defaults()))
                .name(name)
                .addressPolicy(AddressPolicy.unsafeForTests())
                .reconcileInterval(Duration.ofSeconds(10))
                .listener(listener)
                .build();
    }

    private static List<String> publish(WebhookDispatcher one, WebhookDispatcher two) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            long user = i % ENDPOINTS;
            var id = (i % 2 == 0 ? one : two)
                    .publish(NewEvent.forUser(user, "order.created").json("{\"i\":" + i + "}"));
            expected.add("/" + user + " " + id);
        }
        return expected;
    }

    private static void register(WebhookDispatcher dispatcher, ScriptedReceiver receiver) {
        for (int user = 0; user < ENDPOINTS; user++) {
            dispatcher
                    .endpoints()
                    .register(
                            user,
                            EndpointSpec.url(receiver.url("/" + user).value())
                                    .subscribe("*")
                                    .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 2)));
        }
    }

    private static String pathAndId(ReceivedRequest request) {
        return request.path() + " " + request.header("webhook-id").orElse("?");
    }

    @AfterEach
    void close() {
        redis.close();
        process.close();
    }

    @Test
    void everyEventIsDeliveredOnceAndTheQueueIsEmptyThen() throws InterruptedException {
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                WebhookDispatcher one = dispatcher("one");
                WebhookDispatcher two = dispatcher("two")) {
            register(one, receiver);
            receiver.scriptAt("/7", answer(503), answer(200));
            one.start();
            two.start();

            List<String> expected = publish(one, two);

            assertThat(delivered.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(receiver.requests()).hasSize(EVENTS + 1);
            assertThat(receiver.requests().stream()
                            .map(DispatchersOnRedisIT::pathAndId)
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(redis.webhooks().queue(() -> epoch).status()).isEqualTo(new QueueStatus(0, 0, 0));
        assertThat(new KeyAudit(redis).problems()).isEmpty();
    }

    @Test
    void whatRedisLostIsDeliveredAllTheSame() throws InterruptedException {
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                WebhookDispatcher one = dispatcher("one");
                WebhookDispatcher two = dispatcher("two")) {
            register(one, receiver);
            List<String> expected = publish(one, two);
            one.start();
            two.start();
            receiver.await(EVENTS / 10, Duration.ofSeconds(30));

            assertThat(redis.webhooks().queue(() -> epoch).status().waiting()).isPositive();
            redis.jedis().flushAll();

            assertThat(delivered.await(90, TimeUnit.SECONDS)).isTrue();
            assertThat(receiver.requests().stream()
                            .map(DispatchersOnRedisIT::pathAndId)
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
