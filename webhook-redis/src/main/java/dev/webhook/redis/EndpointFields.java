package dev.webhook.redis;

import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.endpoint.EventFilters;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.Filter;
import dev.webhook.endpoint.Subscription;
import dev.webhook.endpoint.SubscriptionId;
import dev.webhook.event.PayloadFormat;
import dev.webhook.http.Cidr;
import dev.webhook.http.CustomHeaders;
import dev.webhook.http.EndpointUrl;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.retry.RetryStrategy;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SecretCipher;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningKeyId;
import dev.webhook.signing.SigningScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An endpoint as the fields of its hash, named as the columns of PostgreSQL where there is one: {@code url},
 * {@code timeout} in seconds, {@code max_retries}. Of what there are several, the later ones end in a number: {@code secret}
 * and {@code signing_key} are of the newest key, {@code secret:1} of the next. Secrets, credentials and headers are
 * encrypted, each bound to endpoint and field. What isn't set has no field. Immutable and thread-safe.
 */
final class EndpointFields {

    private static final Logger log = LoggerFactory.getLogger(WebhookRedis.class);

    private final SecretCipher secrets;

    EndpointFields(SecretCipher secrets) {
        if (secrets.keyId(secrets.encrypt(Secret.of("a"), "webhook-redis")) == null) {
            throw new IllegalArgumentException("endpoints are cached in Redis only with a cipher that encrypts");
        }
        this.secrets = secrets;
    }

    /** Returns the fields, or none if the endpoint can't be kept because a text is too long to be encrypted. */
    Map<String, String> encode(Endpoint endpoint) {
        Writer writer = new Writer(endpoint.id());
        try {
            writer.put("version", endpoint.version());
            writer.put("user_id", endpoint.userId());
            writer.put("updated_at", endpoint.updatedAt());
            writer.put("created_at", endpoint.createdAt());
            writer.settings(endpoint.settings());
            writer.keys(endpoint.signingKeys());
            writer.subscriptions(endpoint.subscriptions());
            writer.state(endpoint.state());
            writer.health(endpoint.health());
            return writer.fields;
        } catch (IllegalArgumentException tooLong) {
            log.debug("Endpoint {} isn't cached: {}", endpoint.id(), tooLong.getMessage());
            return Map.of();
        }
    }

    /** Returns the endpoint of what is stored, or empty if it isn't there, of another version, or can't be read. */
    Optional<Endpoint> decode(EndpointId id, long version, Map<byte[], byte[]> stored) {
        Map<String, String> fields = new HashMap<>();
        stored.forEach((field, value) -> fields.put(Bytes.text(field), Bytes.text(value)));
        if (!Long.toString(version).equals(fields.get("version"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Reader(id, fields).endpoint(version));
        } catch (RuntimeException e) {
            // neither the exception nor its message, which may show what was read
            log.debug("What is cached of endpoint {} can't be read ({})", id, e.getClass());
            return Optional.empty();
        }
    }

    private static String place(EndpointId endpoint, String field) {
        return "redis/webhook/" + endpoint + "/" + field;
    }

    private final class Writer {

        final Map<String, String> fields = new TreeMap<>();
        private final EndpointId id;

        Writer(EndpointId id) {
            this.id = id;
        }

        void put(String field, @Nullable Object value) {
            if (value != null) {
                fields.put(field, value.toString());
            }
        }

        private void encrypt(String field, Secret secret) {
            put(field, secrets.encrypt(secret, place(id, field)));
        }

        void settings(EndpointSettings settings) {
            EventFilters filters = settings.eventFilters();
            RetryPolicy retries = settings.retryPolicy();
            put("url", settings.url().value());
            put("enabled", settings.enabled());
            put("description", settings.description());
            put("timeout", settings.timeout().toSeconds());
            put("max_retries", retries.maxRetries());
            put("retry_strategy", retries.strategy().storedName());
            put("retry_schedule", joined(retries.schedule().stream().map(Duration::toSeconds)));
            put("event_filters", filters == null ? null : filters.json());
            put("ip_allowlist", joined(settings.ipAllowlist().stream()));
            put(
                    "rate_limit_per_minute",
                    settings.rateLimitPerMinute().isPresent()
                            ? settings.rateLimitPerMinute().getAsInt()
                            : null);
            put("max_in_flight", settings.maxInFlight());
            put("payload_format", settings.payloadFormat().id());
            authentication(settings.authentication());
            int header = 0;
            for (Map.Entry<String, String> one : settings.headers().asMap().entrySet()) {
                encrypt(nth("custom_header", header++), Secret.of(one.getKey() + ":" + one.getValue()));
            }
        }

        private void authentication(Authentication authentication) {
            if (authentication instanceof Authentication.Bearer bearer) {
                put("auth_type", "bearer");
                encrypt("auth_credentials", bearer.token());
            } else if (authentication instanceof Authentication.Basic basic) {
                put("auth_type", "basic");
                encrypt(
                        "auth_credentials",
                        Secret.of(basic.user() + ":" + basic.password().reveal()));
            }
        }

        void keys(List<SigningKey> keys) {
            for (int i = 0; i < keys.size(); i++) {
                SigningKey key = keys.get(i);
                put(
                        nth("signing_key", i),
                        key.id() + " " + key.createdAt() + " " + key.expiresAt() + " "
                                + key.scheme().name());
                encrypt(nth("secret", i), key.secret());
            }
        }

        void subscriptions(List<Subscription> subscriptions) {
            for (int i = 0; i < subscriptions.size(); i++) {
                Subscription one = subscriptions.get(i);
                Filter filter = one.filter();
                put(
                        nth("subscription", i),
                        one.id() + " " + one.createdAt() + " " + one.enabled() + " "
                                + one.eventType().pattern() + (filter == null ? "" : " " + filter.json()));
            }
        }

        void state(EndpointState state) {
            put("status", lowerCase(state.status()));
            put("disabled_reason", lowerCase(state.disabledReason()));
            put("disabled_at", state.disabledAt());
            put("deleted_at", state.deletedAt());
        }

        void health(EndpointHealth health) {
            put("failure_count", health.failureCount());
            put("last_success_at", health.lastSuccessAt());
            put("last_failure_at", health.lastFailureAt());
            put("failing_since", health.failingSince());
            put("parked_until", health.parkedUntil());
            put("circuit_open_until", health.circuitOpenUntil());
        }
    }

    private final class Reader {

        private final EndpointId id;
        private final Map<String, String> fields;

        Reader(EndpointId id, Map<String, String> fields) {
            this.id = id;
            this.fields = fields;
        }

        Endpoint endpoint(long version) {
            return new Endpoint(
                    id,
                    Long.parseLong(get("user_id")),
                    settings(),
                    keys(),
                    subscriptions(),
                    state(),
                    health(),
                    version,
                    Instant.parse(get("created_at")),
                    Instant.parse(get("updated_at")));
        }

        private String get(String field) {
            return Objects.requireNonNull(fields.get(field), field);
        }

        private int number(String field) {
            return Integer.parseInt(get(field));
        }

        private @Nullable Instant time(String field) {
            String value = fields.get(field);
            return value == null ? null : Instant.parse(value);
        }

        private Stream<String> words(String field) {
            return Stream.of(get(field).split(" ", -1)).filter(word -> !word.isEmpty());
        }

        /** Returns the fields of which there are several, in their order. */
        private List<String> all(String name) {
            return IntStream.iterate(0, n -> fields.containsKey(nth(name, n)), n -> n + 1)
                    .mapToObj(n -> nth(name, n))
                    .toList();
        }

        /** Some ciphers read plain text too, for a database that once held it; here none ever was. */
        private Secret decrypt(String field) {
            if (secrets.keyId(get(field)) == null) {
                throw new IllegalStateException(field + " isn't encrypted");
            }
            return secrets.decrypt(get(field), place(id, field));
        }

        private EndpointSettings settings() {
            String filters = fields.get("event_filters");
            String rate = fields.get("rate_limit_per_minute");
            return new EndpointSettings(
                    EndpointUrl.of(get("url")),
                    Boolean.parseBoolean(get("enabled")),
                    fields.get("description"),
                    Duration.ofSeconds(number("timeout")),
                    RetryPolicy.of(
                            RetryStrategy.ofStoredName(get("retry_strategy")),
                            number("max_retries"),
                            words("retry_schedule")
                                    .map(word -> Duration.ofSeconds(Long.parseLong(word)))
                                    .toList()),
                    filters == null ? null : EventFilters.parse(filters),
                    words("ip_allowlist").map(Cidr::parse).toList(),
                    authentication(),
                    rate == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(rate)),
                    number("max_in_flight"),
                    headers(),
                    PayloadFormat.ofId(get("payload_format")));
        }

        private Authentication authentication() {
            String type = fields.getOrDefault("auth_type", "none");
            if (type.equals("none")) {
                return Authentication.NONE;
            }
            Secret credentials = decrypt("auth_credentials");
            if (type.equals("bearer")) {
                return new Authentication.Bearer(credentials);
            }
            String[] parts = credentials.reveal().split(":", 2);
            return new Authentication.Basic(parts[0], Secret.of(parts[1]));
        }

        private CustomHeaders headers() {
            Map<String, String> headers = new TreeMap<>();
            all("custom_header").forEach(field -> {
                String[] parts = decrypt(field).reveal().split(":", 2);
                headers.put(parts[0], parts[1]);
            });
            return headers.isEmpty() ? CustomHeaders.none() : CustomHeaders.of(headers);
        }

        private List<SigningKey> keys() {
            List<SigningKey> keys = new ArrayList<>();
            for (String field : all("signing_key")) {
                String[] parts = get(field).split(" ", 4);
                keys.add(new SigningKey(
                        SigningKeyId.parse(parts[0]),
                        new SigningScheme(parts[3]),
                        decrypt(nth("secret", keys.size())),
                        Instant.parse(parts[1]),
                        parts[2].equals("null") ? null : Instant.parse(parts[2])));
            }
            return keys;
        }

        private List<Subscription> subscriptions() {
            return all("subscription").stream()
                    .map(field -> get(field).split(" ", 5))
                    .map(parts -> new Subscription(
                            SubscriptionId.parse(parts[0]),
                            new EventTypePattern(parts[3]),
                            parts.length < 5 ? null : Filter.parse(parts[4]),
                            Boolean.parseBoolean(parts[2]),
                            Instant.parse(parts[1])))
                    .toList();
        }

        private EndpointState state() {
            String reason = fields.get("disabled_reason");
            return new EndpointState(
                    EndpointStatus.valueOf(get("status").toUpperCase(Locale.ROOT)),
                    reason == null ? null : DisableReason.valueOf(reason.toUpperCase(Locale.ROOT)),
                    time("disabled_at"),
                    time("deleted_at"));
        }

        private EndpointHealth health() {
            return new EndpointHealth(
                    number("failure_count"),
                    time("last_success_at"),
                    time("last_failure_at"),
                    time("failing_since"),
                    time("parked_until"),
                    time("circuit_open_until"));
        }
    }

    private static String nth(String name, int n) {
        return n == 0 ? name : name + ":" + n;
    }

    private static String joined(Stream<?> values) {
        return values.map(Object::toString).collect(Collectors.joining(" "));
    }

    private static @Nullable String lowerCase(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
    }
}
