package dev.webhook.testkit;

import static dev.webhook.testkit.Answer.answer;
import static dev.webhook.testkit.Answer.hangUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.webhook.EndpointSpec;
import dev.webhook.InvalidConfigurationException;
import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.FailureReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.Event;
import dev.webhook.event.NewEvent;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.WebhookVerifier;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordingDispatcherTest {

    private static final String URL = "https://example.com/hooks?a=b";

    private final RecordingDispatcher webhooks = RecordingDispatcher.create();

    @AfterEach
    void close() {
        webhooks.close();
    }

    @Test
    void whatIsPublishedIsRecordedAtOnceAndInOrder() {
        publish("order.created", "{\"order\":1}");
        publish("order.paid", "{\"order\":1}");
        publish("order.created", "{\"order\":2}");

        assertThat(webhooks.published("order.created"))
                .extracting(event -> event.data().text())
                .containsExactly("{\"order\":1}", "{\"order\":2}");
        assertThat(webhooks.published("order.*")).hasSize(3);
        assertThat(webhooks.published())
                .extracting(event -> event.type().name())
                .containsExactly("order.created", "order.paid", "order.created");
        assertThat(webhooks.published("customer.created")).isEmpty();
    }

    @Test
    void aRepeatedPublishIsRecordedOnce() {
        NewEvent event =
                NewEvent.forUser(42, "order.created").json("{\"order\":1}").idempotencyKey("order-1");

        webhooks.dispatcher().publish(event);
        webhooks.dispatcher().publish(event);

        assertThat(webhooks.published()).hasSize(1);
    }

    @Test
    void aMalformedTypeIsRefusedRatherThanFoundNever() {
        assertThatIllegalArgumentException().isThrownBy(() -> webhooks.published("order created"));
    }

    @Test
    void requestsAreSignedAndRemembered() throws Exception {
        Endpoint endpoint = register(RetryPolicy.exponential());
        Event event = publish("order.created", "{\"order\":1}");

        webhooks.runUntilIdle();

        ReceivedRequest request = webhooks.requests(URL).get(0);
        assertThat(request.path()).isEqualTo("/hooks?a=b");
        assertThat(request.header("webhook-id")).hasValue(event.id().toString());
        assertThat(request.receivedAt()).isEqualTo(webhooks.clock().instant());
        WebhookVerifier verifier = WebhookVerifier.standard(
                        endpoint.signingKeys().get(0).secret().reveal())
                .withClock(webhooks.clock());
        assertThat(verifier.verify(name -> request.header(name).orElse(null), request.body())
                        .id())
                .isEqualTo(event.id().toString());
        assertThat(webhooks.requests("https://example.com/other")).isEmpty();
    }

    @Test
    void threeDaysOfRetriesPassInOneCall() {
        webhooks.script(answer(500).times(9), answer(200));
        register(RetryPolicy.standardWebhooks());
        publish("order.created", "{}");

        Duration passed = webhooks.deliverAll();

        assertThat(webhooks.requests()).hasSize(10);
        assertThat(passed).isBetween(Duration.ofHours(60), Duration.ofHours(92));
        assertThat(only().status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void attemptsAreMadeWhenTheyFallDueOnTheWay() {
        webhooks.script(answer(500).times(2), answer(200));
        register(RetryPolicy.fixed(Duration.ofHours(1), 5));
        publish("order.created", "{}");
        Instant start = webhooks.clock().instant();

        webhooks.advance(Duration.ofHours(3));

        List<Attempt> attempts = webhooks.dispatcher().deliveries().attempts(only().id());
        assertThat(attempts).hasSize(3);
        for (int i = 0; i < attempts.size(); i++) {
            assertThat(Duration.between(start, attempts.get(i).sentAt()))
                    .isBetween(
                            Duration.ofMinutes(48).multipliedBy(i),
                            Duration.ofMinutes(72).multipliedBy(i));
        }
        assertThat(webhooks.clock().instant()).isEqualTo(start.plus(Duration.ofHours(3)));
    }

    @Test
    void nothingIsAttemptedBeforeItsTime() {
        webhooks.script(answer(500));
        register(RetryPolicy.fixed(Duration.ofHours(1), 5));
        publish("order.created", "{}");

        webhooks.advance(Duration.ofMinutes(47));

        assertThat(webhooks.requests()).hasSize(1);
        assertThat(only().status()).isEqualTo(DeliveryStatus.RETRYING);
    }

    @Test
    void noTimePassesUnlessItIsAskedFor() {
        register(RetryPolicy.exponential());
        publish("order.created", "{}");
        Instant start = webhooks.clock().instant();

        webhooks.runUntilIdle();
        webhooks.advance(Duration.ZERO);

        assertThat(webhooks.clock().instant()).isEqualTo(start);
        assertThat(webhooks.requests()).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> webhooks.advance(Duration.ofSeconds(-1)));
    }

    @Test
    void whatIsGivenUpBecomesADeadLetter() {
        webhooks.script(hangUp());
        register(RetryPolicy.exponential(2));
        publish("order.created", "{}");

        webhooks.deliverAll();

        DeadLetter letter = webhooks.dispatcher()
                .deadLetters()
                .list(DeadLetterQuery.all(), PageRequest.first(10))
                .items()
                .get(0);
        assertThat(letter.reason()).isEqualTo(FailureReason.EXHAUSTED);
        assertThat(letter.attemptCount()).isEqualTo(3);
        assertThat(letter.lastError()).contains("hung up");
    }

    @Test
    void aRateLimitIsWaitedFor() {
        webhooks.dispatcher()
                .endpoints()
                .register(42, EndpointSpec.url(URL).subscribe("*").rateLimitPerMinute(6));
        for (int i = 0; i < 12; i++) {
            publish("order.created", "{}");
        }

        Duration passed = webhooks.deliverAll();

        assertThat(webhooks.requests()).hasSize(12);
        assertThat(passed).isBetween(Duration.ofSeconds(100), Duration.ofMinutes(3));
    }

    @Test
    void thePausedEndpointsDeliveriesEndWhenTheyExpire() {
        Endpoint endpoint = register(RetryPolicy.exponential());
        webhooks.dispatcher().endpoints().pause(endpoint.id());
        publish("order.created", "{}");

        Duration passed = webhooks.deliverAll();

        assertThat(only().status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(passed).isBetween(Duration.ofDays(14), Duration.ofDays(15));
        assertThat(webhooks.requests()).isEmpty();
    }

    @Test
    void aUrlCanHaveAScriptOfItsOwn() {
        webhooks.script(answer(500));
        webhooks.scriptAt(URL, answer(204));
        register(RetryPolicy.exponential());
        publish("order.created", "{}");

        webhooks.runUntilIdle();

        assertThat(only().status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void anAnswerThatTakesTimeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> webhooks.script(answer(200).held()))
                .withMessageContaining("ScriptedReceiver");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> webhooks.script(answer(200).drip(Duration.ofMillis(1))));
        assertThatIllegalArgumentException().isThrownBy(webhooks::script);
    }

    @Test
    void settingsHoldAndAreChecked() {
        try (RecordingDispatcher small = RecordingDispatcher.create(builder -> builder.userAgent("shop/1"))) {
            small.dispatcher().endpoints().register(42, EndpointSpec.url(URL).subscribe("*"));
            small.dispatcher().publish(NewEvent.broadcast("order.created").json("{}"));
            small.runUntilIdle();
            assertThat(small.requests().get(0).header("User-Agent")).hasValue("shop/1");
        }
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> RecordingDispatcher.create(builder -> builder.maxConcurrentAttempts(0)));
    }

    @Test
    void aStartedDispatcherIsNotDrivenByHand() {
        webhooks.dispatcher().start();

        assertThatIllegalStateException().isThrownBy(webhooks::runUntilIdle);
    }

    private Endpoint register(RetryPolicy policy) {
        return webhooks.dispatcher()
                .endpoints()
                .register(42, EndpointSpec.url(URL).subscribe("order.*").retryPolicy(policy));
    }

    private Event publish(String type, String json) {
        webhooks.dispatcher().publish(NewEvent.forUser(42, type).json(json));
        List<Event> published = webhooks.published();
        return published.get(published.size() - 1);
    }

    private Delivery only() {
        List<Delivery> all = webhooks.dispatcher()
                .deliveries()
                .list(DeliveryQuery.all(), PageRequest.first(10))
                .items();
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
