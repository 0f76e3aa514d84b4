package dev.webhook.testkit.contract;

import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.AttemptResponse;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.Outcome;
import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EventFilters;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.Filter;
import dev.webhook.endpoint.Subscription;
import dev.webhook.endpoint.SubscriptionId;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.event.IdempotencyKey;
import dev.webhook.event.PayloadFormat;
import dev.webhook.event.Publication;
import dev.webhook.http.Cidr;
import dev.webhook.http.CustomHeaders;
import dev.webhook.http.EndpointUrl;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.Secret;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes valid things that nobody else has: every user, type and id is new.
 *
 * <p>Secrets hold the word "canary", or are signing secrets with their prefix, so that a build can look for them in all
 * that its tests print.
 */
final class Fixtures {

    static final Duration EXPIRES_IN = Duration.ofDays(10);

    private final Supplier<Instant> clock;

    Fixtures(Supplier<Instant> clock) {
        this.clock = clock;
    }

    private Instant now() {
        return clock.get().truncatedTo(ChronoUnit.MILLIS);
    }

    private static long random() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }

    long user() {
        return random();
    }

    Endpoint endpoint() {
        return endpoint(user());
    }

    Endpoint endpoint(long user) {
        return endpoint(user, EndpointSettings.of(url()));
    }

    Endpoint endpoint(long user, EndpointSettings settings) {
        Instant now = now();
        return new Endpoint(
                EndpointId.at(now),
                user,
                settings,
                List.of(key(SigningScheme.STANDARD)),
                List.of(subscription("*")),
                EndpointState.ACTIVE,
                EndpointHealth.NEW,
                1,
                now,
                now);
    }

    /** Returns an endpoint for which everything was set. */
    Endpoint elaborateEndpoint() {
        Subscription filtered = new Subscription(
                SubscriptionId.at(now()),
                new EventTypePattern("payment.*"),
                Filter.parse("{\"amount\": {\"gte\": 100}}"),
                false,
                now());
        return endpoint(user(), elaborateSettings())
                .withSubscriptions(List.of(filtered, subscription("order.created")))
                .withSigningKeys(List.of(
                        key(SigningScheme.STANDARD), key(SigningScheme.ED25519).expiringAt(now().plusSeconds(86_400))));
    }

    private static EndpointSettings elaborateSettings() {
        return new EndpointSettings(
                url(),
                true,
                "for the accounts of \"Müller & Söhne\" \uD83D\uDCB6",
                Duration.ofSeconds(7),
                RetryPolicy.schedule(List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofHours(3))),
                EventFilters.parse("{\"event_types\": [\"payment.*\"], \"conditions\": {\"live\": true}}"),
                List.of(Cidr.parse("203.0.113.0/24"), Cidr.parse("2001:db8::/32")),
                new Authentication.Basic("usér", Secret.of("canary:wörd")),
                OptionalInt.of(90),
                3,
                CustomHeaders.of(Map.of("X-Tenant", "canary-blue")),
                PayloadFormat.CLOUDEVENTS_1);
    }

    private static EndpointUrl url() {
        return EndpointUrl.of("https://example.com/hooks/canary-" + random());
    }

    SigningKey key(SigningScheme scheme) {
        return SigningKey.of(scheme, Signers.builtIn().signer(scheme).generate(), now());
    }

    Subscription subscription(String pattern) {
        return new Subscription(SubscriptionId.at(now()), new EventTypePattern(pattern), null, true, now());
    }

    static EventType type() {
        return new EventType("t" + random() + ".made");
    }

    Event event() {
        return event(user());
    }

    Event event(long user) {
        return event(OptionalLong.of(user), type(), "{\"n\": " + random() + "}");
    }

    Event event(OptionalLong user, EventType type, String json) {
        return new Event(EventId.at(now()), type, EventData.of(json), user, null, Map.of());
    }

    static Publication publication(Event event) {
        return new Publication(event, null);
    }

    static Publication publication(Event event, IdempotencyKey key) {
        return new Publication(event, key);
    }

    static IdempotencyKey idempotencyKey() {
        return new IdempotencyKey(UUID.randomUUID().toString());
    }

    NewDelivery delivery(Endpoint endpoint, Event event) {
        return NewDelivery.to(endpoint, event.id(), event.id().toString(), EXPIRES_IN, DeliveryId.at(now()));
    }

    static Outcome delivered() {
        return new Outcome.Delivered(204);
    }

    static Outcome rejected() {
        return new Outcome.Rejected(500, null);
    }

    static AttemptReport attempt(int number, Outcome outcome) {
        return new AttemptReport(
                number,
                outcome,
                url(),
                Map.of("content-type", "application/json"),
                response(outcome),
                Duration.ofMillis(250),
                Map.of(),
                Duration.ofSeconds(2));
    }

    private static @Nullable AttemptResponse response(Outcome outcome) {
        Map<String, List<String>> headers = Map.of("server", List.of("a", "b"));
        if (outcome instanceof Outcome.Delivered delivered) {
            return new AttemptResponse(delivered.status(), headers, null);
        }
        return outcome instanceof Outcome.Rejected rejected
                ? new AttemptResponse(rejected.status(), headers, "sorry, no")
                : null;
    }
}
