package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.webhook.circuit.CircuitState;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.endpoint.Subscription;
import dev.webhook.event.EventId;
import dev.webhook.event.PayloadFormat;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.HmacHash;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SignatureEncoding;
import dev.webhook.signing.SigningKeyId;
import dev.webhook.signing.SigningScheme;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointsTest {

    private static final String URL = "https://a.example.com/hook";

    private final Rig rig = new Rig();
    private final Endpoints endpoints = rig.dispatcher.endpoints();

    @Test
    void whatIsNotSetHasItsDefault() {
        Endpoint endpoint = rig.register(EndpointSpec.url(URL));

        EndpointSettings settings = endpoint.settings();
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.retryPolicy()).isEqualTo(RetryPolicy.exponential());
        assertThat(settings.maxInFlight()).isEqualTo(16);
        assertThat(settings.rateLimitPerMinute()).isEmpty();
        assertThat(settings.payloadFormat()).isEqualTo(PayloadFormat.STANDARD_1);
        assertThat(settings.authentication()).isEqualTo(Authentication.NONE);
        assertThat(endpoint.signingKeys()).hasSize(1);
        assertThat(endpoint.signingKeys().get(0).scheme()).isEqualTo(SigningScheme.STANDARD);
        assertThat(endpoint.subscriptions()).isEmpty();
        assertThat(endpoint.state()).isEqualTo(EndpointState.ACTIVE);
        assertThat(endpoint.version()).isEqualTo(1);
        assertThat(endpoint.createdAt()).isEqualTo(TestClock.START);
        assertThat(rig.reload(endpoint)).isEqualTo(endpoint);
    }

    @Test
    void allMistakesOfASpecAreNamedTogetherAndNothingIsStored() {
        EndpointSpec spec = EndpointSpec.url("http://10.0.0.1/")
                .timeout(Duration.ofSeconds(61))
                .retryPolicy(RetryPolicy.fixed(Duration.ofDays(7), 3))
                .eventFilters("{")
                .ipAllowlist("300.1.1.1/8")
                .header("Host", "x")
                .subscribe("a..b")
                .subscribe("order.*", "{\"a\":{\"near\":1}}")
                .signWith(SigningScheme.STANDARD, Secret.of("short"));

        InvalidEndpointException refusal =
                catchThrowableOfType(InvalidEndpointException.class, () -> rig.register(spec));

        assertThat(refusal.problems()).hasSize(9);
        assertThat(refusal.problems())
                .anyMatch(problem -> problem.startsWith("url: "))
                .anyMatch(problem -> problem.startsWith("timeout "))
                .anyMatch(problem -> problem.startsWith("retryPolicy "))
                .anyMatch(problem -> problem.startsWith("event_filters: "))
                .anyMatch(problem -> problem.startsWith("ipAllowlist: "))
                .anyMatch(problem -> problem.startsWith("headers: "))
                .anyMatch(problem -> problem.startsWith("subscription to 'a..b': "))
                .anyMatch(problem -> problem.startsWith("subscription to 'order.*': "))
                .anyMatch(problem -> problem.startsWith("signing key of v1: "));
        assertThat(rig.memory.endpoints().snapshot().endpoints()).isEmpty();
    }

    @Test
    void aMissingUrlHidesNoOtherMistake() {
        assertThatThrownBy(() -> rig.register(EndpointSpec.sameUrl().maxInFlight(0)))
                .isInstanceOf(InvalidEndpointException.class)
                .hasMessageContaining("url is missing")
                .hasMessageContaining("maxInFlight");
    }

    @Test
    void keysThatDoNotGoTogetherAreRefused() {
        assertThatThrownBy(() -> rig.register(EndpointSpec.url(URL)
                        .signWith(SigningScheme.GITHUB)
                        .signWith(SigningScheme.hmacHeader(
                                "X-Hub-Signature-256", HmacHash.SHA256, SignatureEncoding.HEX))))
                .isInstanceOf(InvalidEndpointException.class)
                .hasMessageStartingWith("signing keys: ");
    }

    @Test
    void anUpdateSetsWhatItNamesAndLeavesTheRest() {
        Endpoint before = rig.register(EndpointSpec.url(URL)
                .subscribe("order.*")
                .description("shop")
                .rateLimitPerMinute(60)
                .header("X-Shop", "1")
                .bearerToken("t0ken"));

        Endpoint after = endpoints.update(
                before.id(),
                EndpointSpec.sameUrl().timeout(Duration.ofSeconds(5)).subscribe("user.*"));

        assertThat(after.settings().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(after.settings().description()).isEqualTo("shop");
        assertThat(after.settings().rateLimitPerMinute()).isEqualTo(OptionalInt.of(60));
        assertThat(after.settings().headers().asMap()).isEqualTo(Map.of("X-Shop", "1"));
        assertThat(after.settings().authentication()).isInstanceOf(Authentication.Bearer.class);
        assertThat(after.subscriptions())
                .extracting(subscription -> subscription.eventType().pattern())
                .containsExactly("order.*", "user.*");
        assertThat(after.signingKeys()).isEqualTo(before.signingKeys());
        assertThat(after.version()).isEqualTo(2);
    }

    @Test
    void anUpdateCanTakeThingsAway() {
        Endpoint endpoint = rig.register(EndpointSpec.url(URL)
                .description("shop")
                .rateLimitPerMinute(60)
                .header("X-Shop", "1")
                .eventFilters("{\"event_types\":[\"order.*\"]}"));

        EndpointSettings after = endpoints
                .update(
                        endpoint.id(),
                        EndpointSpec.sameUrl()
                                .description("")
                                .noRateLimit()
                                .noHeaders()
                                .eventFilters("")
                                .ipAllowlist())
                .settings();

        assertThat(after.description()).isNull();
        assertThat(after.rateLimitPerMinute()).isEmpty();
        assertThat(after.headers().isEmpty()).isTrue();
        assertThat(after.eventFilters()).isNull();
    }

    @Test
    void anUpdateThatIsRefusedChangesNothing() {
        Endpoint endpoint = rig.register(EndpointSpec.url(URL));

        assertThatThrownBy(() -> endpoints.update(
                        endpoint.id(), EndpointSpec.url("ftp://x").signWith(SigningScheme.GITHUB)))
                .isInstanceOf(InvalidEndpointException.class)
                .hasMessageContaining("rotateSecret");
        assertThat(rig.reload(endpoint)).isEqualTo(endpoint);
    }

    @Test
    void anUpdateOfLimitsHoldsForTheWaitingAtOnce() {
        Endpoint endpoint = rig.register(EndpointSpec.url(URL).subscribe("*").rateLimitPerMinute(1));
        rig.publish(3);
        rig.run();
        assertThat(rig.replies.sent()).hasSize(1);

        endpoints.update(endpoint.id(), EndpointSpec.sameUrl().noRateLimit());
        rig.run();

        assertThat(rig.replies.sent()).hasSize(3);
    }

    @Test
    void subscribingAgainReplacesTheFilter() {
        Endpoint endpoint = rig.register(EndpointSpec.url(URL).subscribe("order.*"));

        endpoints.subscribe(endpoint.id(), "order.*", "{\"amount\":{\"gt\":100}}");
        rig.publishAndRun();
        assertThat(rig.replies.sent()).isEmpty();
        endpoints.subscribe(endpoint.id(), "order.*", "{\"amount\":100}");
        rig.publishAndRun();

        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.reload(endpoint).subscriptions()).hasSize(1);
    }

    @Test
    void unsubscribingRemovesExactlyThatPattern() {
        Endpoint endpoint =
                rig.register(EndpointSpec.url(URL).subscribe("order.*").subscribe("order.created"));

        endpoints.unsubscribe(endpoint.id(), "order.*");

        assertThat(rig.reload(endpoint).subscriptions())
                .extracting(subscription -> subscription.eventType().pattern())
                .containsExactly("order.created");
        assertThat(endpoints.unsubscribe(endpoint.id(), "user.*").version()).isEqualTo(2);
    }

    @Test
    void aSubscriptionThatIsSwitchedOffMatchesNothingUntilItIsSwitchedOn() {
        Endpoint endpoint = rig.register(EndpointSpec.url(URL).subscribe("order.*"));

        endpoints.switchSubscription(endpoint.id(), "order.*", false);
        rig.publishAndRun();
        assertThat(rig.replies.sent()).isEmpty();
        assertThat(rig.reload(endpoint).subscriptions())
                .extracting(Subscription::enabled)
                .containsExactly(false);

        endpoints.switchSubscription(endpoint.id(), "order.*", true);
        rig.publishAndRun();
        assertThat(rig.replies.sent()).hasSize(1);
    }

    @Test
    void pauseAndResumeDoNothingToADisabledEndpoint() {
        Endpoint endpoint = rig.register(EndpointSpec.url(URL));
        Endpoint disabled = endpoints.disable(endpoint.id());
        assertThat(disabled.state()).isEqualTo(EndpointState.disabled(DisableReason.OPERATOR, TestClock.START));

        assertThat(endpoints.pause(endpoint.id())).isEqualTo(disabled);
        assertThat(endpoints.resume(endpoint.id())).isEqualTo(disabled);
    }

    @Test
    void enablingClosesTheCircuit() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.replies.reply(status(500));
        rig.publish(5);
        rig.run();
        assertThat(endpoints.circuit(endpoint.id()).state()).isEqualTo(CircuitState.OPEN);
        EventId waiting = rig.publishAndRun();

        endpoints.enable(endpoint.id());
        rig.replies.reply(status(200));
        rig.run();

        assertThat(endpoints.circuit(endpoint.id()).state()).isEqualTo(CircuitState.CLOSED);
        assertThat(rig.delivery(waiting).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.reload(endpoint).health().failureCount()).isZero();
    }

    @Test
    void aDeletedEndpointLosesItsSecretsAndItsWaitingDeliveriesBecomeDeadLetters() {
        Endpoint endpoint = rig.register(
                EndpointSpec.url(URL).subscribe("*").bearerToken("t0ken").header("X-Key", "s3cret"));
        endpoints.pause(endpoint.id());
        EventId event = rig.publishAndRun();

        endpoints.delete(endpoint.id());
        rig.run();

        Endpoint deleted = rig.reload(endpoint);
        assertThat(deleted.deleted()).isTrue();
        assertThat(deleted.state().status()).isEqualTo(EndpointStatus.DISABLED);
        assertThat(deleted.signingKeys()).isEmpty();
        assertThat(deleted.settings().authentication()).isEqualTo(Authentication.NONE);
        assertThat(deleted.settings().headers().isEmpty()).isTrue();
        assertThat(rig.delivery(event).errorMessage()).isEqualTo("disabled");
        assertThat(rig.deadLetters()).hasSize(1);
    }

    static Stream<Consumer<Endpoints>> callsThatNameAnEndpoint() {
        EndpointId unknown = EndpointId.at(TestClock.START);
        return Stream.of(
                endpoints -> endpoints.update(unknown, EndpointSpec.sameUrl()),
                endpoints -> endpoints.pause(unknown),
                endpoints -> endpoints.resume(unknown),
                endpoints -> endpoints.disable(unknown),
                endpoints -> endpoints.enable(unknown),
                endpoints -> endpoints.delete(unknown),
                endpoints -> endpoints.subscribe(unknown, "*", null),
                endpoints -> endpoints.unsubscribe(unknown, "*"),
                endpoints -> endpoints.switchSubscription(unknown, "*", true),
                endpoints -> endpoints.rotateSecret(unknown, SigningScheme.STANDARD),
                endpoints -> endpoints.revokeSecret(unknown, SigningKeyId.random()),
                endpoints -> endpoints.sendTest(unknown));
    }

    @ParameterizedTest
    @MethodSource("callsThatNameAnEndpoint")
    void anUnknownEndpointIsSaidToBeUnknown(Consumer<Endpoints> call) {
        assertThatExceptionOfType(UnknownEndpointException.class).isThrownBy(() -> call.accept(endpoints));
    }

    @Test
    void aDeletedEndpointCannotBeChanged() {
        Endpoint endpoint = rig.register(EndpointSpec.url(URL));
        endpoints.delete(endpoint.id());

        assertThatExceptionOfType(UnknownEndpointException.class).isThrownBy(() -> endpoints.enable(endpoint.id()));
        assertThatExceptionOfType(UnknownEndpointException.class).isThrownBy(() -> endpoints.sendTest(endpoint.id()));
    }

    @Test
    void aTestEventGoesToOneEndpointWhateverItIsSubscribedTo() {
        Endpoint endpoint = rig.endpoint("a.example.com");
        rig.register(EndpointSpec.url("https://b.example.com/").subscribe("*"));

        DeliveryId delivery = endpoints.sendTest(endpoint.id());
        rig.run();

        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(new String(rig.replies.last().request().body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"webhook.test\",\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"data\":"
                        + "{\"endpoint_id\":\"" + endpoint.id() + "\"}}");
        assertThat(rig.dispatcher.deliveries().find(delivery).orElseThrow().status())
                .isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void requestsCarryWhatTheEndpointAndTheEventAskFor() {
        rig.register(EndpointSpec.url(URL)
                .subscribe("*")
                .basicAuthentication("ann", "p\u00e4ss")
                .header("X-Shop", "1")
                .timeout(Duration.ofSeconds(7))
                .ipAllowlist("192.0.2.0/24"));
        rig.dispatcher.publish(Rig.event().header("traceparent", "00-1-2-01"));
        rig.run();

        Replies.Sent sent = rig.replies.last();
        assertThat(sent.header("Authorization")).isEqualTo("Basic YW5uOnDDpHNz");
        assertThat(sent.header("X-Shop")).isEqualTo("1");
        assertThat(sent.header("traceparent")).isEqualTo("00-1-2-01");
        assertThat(sent.header("Content-Type")).isEqualTo("application/json");
        assertThat(sent.header("User-Agent")).isEqualTo("webhook");
        assertThat(sent.request().timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(sent.request().allowlist()).hasSize(1);
    }

    @Test
    void recordedRequestsLeaveOutCredentialsAndWhatTheOperatorNames() {
        Rig discreet =
                new Rig(options -> options.unrecordedHeaders(Set.of("x-shop")).recordResponseBodies(false));
        discreet.register(EndpointSpec.url(URL)
                .subscribe("*")
                .bearerToken("t0ken")
                .header("X-Shop", "1")
                .header("X-Other", "2"));
        discreet.replies.reply(status(200, "Set-Cookie", "a=b"));

        EventId event = discreet.publishAndRun();

        Attempt attempt = discreet.delivery(event).lastAttempt();
        assertThat(attempt.requestHeaders())
                .containsKeys("X-Other", "webhook-id")
                .doesNotContainKeys("Authorization", "X-Shop");
        assertThat(attempt.response().headers()).isEmpty();
        assertThat(attempt.response().body()).isNull();
    }
}
