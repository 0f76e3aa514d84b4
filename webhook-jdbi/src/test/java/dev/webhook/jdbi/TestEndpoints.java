package dev.webhook.jdbi;

import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.Subscription;
import dev.webhook.endpoint.SubscriptionId;
import dev.webhook.event.PayloadFormat;
import dev.webhook.http.Cidr;
import dev.webhook.http.CustomHeaders;
import dev.webhook.http.EndpointUrl;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Makes endpoints that nobody else has. Every secret holds the word "canary". */
final class TestEndpoints {

    private TestEndpoints() {}

    /** Returns an endpoint with two signing keys, credentials and a header. */
    static Endpoint secretive() {
        return secretive(
                new Authentication.Basic("canary-user", Secret.of("canary-password")),
                CustomHeaders.of(Map.of("X-Tenant", "canary-header")),
                List.of());
    }

    static Endpoint secretive(Authentication authentication, CustomHeaders headers, List<Cidr> allowlist) {
        Instant now = Instant.now();
        return new Endpoint(
                EndpointId.at(now),
                42,
                new EndpointSettings(
                        EndpointUrl.of("https://example.com/hooks"),
                        true,
                        null,
                        Duration.ofSeconds(30),
                        RetryPolicy.exponential(),
                        null,
                        allowlist,
                        authentication,
                        OptionalInt.empty(),
                        1,
                        headers,
                        PayloadFormat.STANDARD_1),
                List.of(key("canary-first"), key("canary-second").expiringAt(now.plusSeconds(60))),
                List.of(),
                EndpointState.ACTIVE,
                EndpointHealth.NEW,
                1,
                now,
                now);
    }

    static SigningKey key(String secret) {
        return SigningKey.of(SigningScheme.GITHUB, Secret.of(secret), Instant.now());
    }

    static List<Subscription> subscriptions(String... patterns) {
        return Stream.of(patterns)
                .map(pattern -> new Subscription(
                        SubscriptionId.at(Instant.now()),
                        new EventTypePattern(pattern),
                        null,
                        true,
                        Instant.parse("2026-01-02T03:04:05.678901Z")))
                .toList();
    }
}
