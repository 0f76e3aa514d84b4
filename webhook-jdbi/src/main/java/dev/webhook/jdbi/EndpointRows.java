package dev.webhook.jdbi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import dev.webhook.signing.SecretCipher;
import dev.webhook.signing.SigningKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns rows of endpoints into endpoints and back. Thread-safe. */
final class EndpointRows {

    private static final Logger log = LoggerFactory.getLogger(PostgresStorage.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SecretCipher secrets;

    EndpointRows(SecretCipher secrets) {
        this.secrets = secrets;
    }

    static EndpointId id(ResultSet row) throws SQLException {
        return new EndpointId(row.getObject("webhook_id", UUID.class));
    }

    /**
     * Returns the endpoint of {@code row}.
     *
     * @throws UnreadableSecretException if a secret can't be decrypted
     */
    Endpoint endpoint(ResultSet row) throws SQLException {
        EncryptedColumns encrypted = EncryptedColumns.of(row);
        return endpoint(
                row,
                encrypted.signingKeys(secrets),
                encrypted.authentication(row.getString("auth_type"), secrets),
                encrypted.headers(secrets));
    }

    /** Returns the endpoint of {@code row}, or if a secret can't be decrypted, what can be said without any. */
    Endpoint listed(ResultSet row) throws SQLException {
        try {
            return endpoint(row);
        } catch (UnreadableSecretException e) {
            log.warn("An endpoint is listed without keys, credentials and headers: {}", e.getMessage());
            return routed(row);
        }
    }

    /** Returns the endpoint of {@code row} as routing needs it, without anything that is stored encrypted. */
    static Endpoint routed(ResultSet row) throws SQLException {
        return endpoint(row, List.of(), Authentication.NONE, CustomHeaders.none());
    }

    /** Tells whether {@code row} is {@code endpoint} in all but health; a restored database may repeat a version. */
    static boolean isUnchanged(ResultSet row, Endpoint endpoint) throws SQLException {
        return row.getLong("version") == endpoint.version()
                && Times.instant(row, "updated_at").equals(endpoint.updatedAt());
    }

    private static Endpoint endpoint(
            ResultSet row, List<SigningKey> keys, Authentication authentication, CustomHeaders headers)
            throws SQLException {
        EndpointId id = id(row);
        return new Endpoint(
                id,
                row.getLong("user_id"),
                settings(row, authentication, headers),
                keys,
                subscriptions(row.getString("subscriptions")),
                state(row),
                health(row),
                row.getLong("version"),
                id.createdAt(),
                Times.instant(row, "updated_at"));
    }

    private static EndpointSettings settings(ResultSet row, Authentication authentication, CustomHeaders headers)
            throws SQLException {
        String eventFilters = row.getString("event_filters");
        int rateLimit = row.getInt("rate_limit_per_minute");
        return new EndpointSettings(
                EndpointUrl.of(row.getString("webhook_url")),
                row.getBoolean("enabled"),
                row.getString("description"),
                Duration.ofSeconds(row.getInt("timeout_seconds")),
                retryPolicy(row),
                eventFilters == null ? null : EventFilters.parse(eventFilters),
                Stream.of((String[]) row.getArray("allowed_ranges").getArray())
                        .map(Cidr::parse)
                        .toList(),
                authentication,
                rateLimit == 0 ? OptionalInt.empty() : OptionalInt.of(rateLimit),
                row.getInt("max_in_flight"),
                headers,
                PayloadFormat.ofId(row.getString("payload_format")));
    }

    private static RetryPolicy retryPolicy(ResultSet row) throws SQLException {
        return RetryPolicy.of(
                RetryStrategy.ofStoredName(row.getString("retry_strategy")),
                row.getInt("max_retries"),
                Stream.of((Integer[]) row.getArray("retry_schedule").getArray())
                        .map(Duration::ofSeconds)
                        .toList());
    }

    private static EndpointState state(ResultSet row) throws SQLException {
        String reason = row.getString("disabled_reason");
        return new EndpointState(
                EndpointStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                reason == null ? null : DisableReason.valueOf(reason.toUpperCase(Locale.ROOT)),
                Times.instantOrNull(row, "disabled_at"),
                Times.instantOrNull(row, "deleted_at"));
    }

    static EndpointHealth health(ResultSet row) throws SQLException {
        return new EndpointHealth(
                row.getInt("failure_count"),
                Times.instantOrNull(row, "last_success_at"),
                Times.instantOrNull(row, "last_failure_at"),
                Times.instantOrNull(row, "failing_since"),
                Times.instantOrNull(row, "parked_until"),
                Times.instantOrNull(row, "circuit_open_until"));
    }

    /** Returns what the statements made an array of arrays of: id, event type, filter, enabled, time. */
    private static List<Subscription> subscriptions(@Nullable String json) {
        List<Subscription> subscriptions = new ArrayList<>();
        if (json != null) {
            for (JsonNode row : parsed(json)) {
                String filter = row.get(2).textValue();
                subscriptions.add(new Subscription(
                        SubscriptionId.parse(row.get(0).textValue()),
                        new EventTypePattern(row.get(1).textValue()),
                        filter == null ? null : Filter.parse(filter),
                        row.get(3).booleanValue(),
                        OffsetDateTime.parse(row.get(4).textValue()).toInstant()));
            }
        }
        return subscriptions;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL made malformed JSON", e);
        }
    }

    /** Binds all but the subscriptions to the parameters of a statement that writes a row. */
    <S extends SqlStatement<S>> S bind(S statement, Endpoint endpoint) {
        EncryptedColumns.encrypt(endpoint, secrets).bindTo(statement);
        bindSettings(statement, endpoint.settings());
        bindState(statement, endpoint.state());
        bindHealth(statement, endpoint.health());
        return statement.bind("id", endpoint.id().value()).bind("user", endpoint.userId());
    }

    private static void bindSettings(SqlStatement<?> statement, EndpointSettings settings) {
        EventFilters filters = settings.eventFilters();
        RetryPolicy retries = settings.retryPolicy();
        OptionalInt rateLimit = settings.rateLimitPerMinute();
        statement
                .bind("url", settings.url().value())
                .bind("enabled", settings.enabled())
                .bind("description", settings.description())
                .bind("timeout", settings.timeout().toSeconds())
                .bind("maxRetries", retries.maxRetries())
                .bind("retryStrategy", retries.strategy().storedName())
                .bindArray(
                        "retrySchedule",
                        Integer.class,
                        retries.schedule().stream()
                                .map(wait -> (int) wait.toSeconds())
                                .toArray())
                .bind("eventFilters", filters == null ? null : filters.json())
                .bindArray(
                        "ipAllowlist",
                        String.class,
                        settings.ipAllowlist().stream().map(Cidr::toString).toArray())
                .bind("authType", EncryptedColumns.type(settings.authentication()))
                .bind("rateLimit", rateLimit.isPresent() ? (Integer) rateLimit.getAsInt() : null)
                .bind("maxInFlight", settings.maxInFlight())
                .bind("payloadFormat", settings.payloadFormat().id());
    }

    private static void bindState(SqlStatement<?> statement, EndpointState state) {
        statement
                .bind("status", storedName(state.status()))
                .bind("disabledReason", storedName(state.disabledReason()))
                .bind("disabledAt", Times.parameter(state.disabledAt()))
                .bind("deletedAt", Times.parameter(state.deletedAt()));
    }

    private static void bindHealth(SqlStatement<?> statement, EndpointHealth health) {
        statement
                .bind("failureCount", health.failureCount())
                .bind("lastSuccessAt", Times.parameter(health.lastSuccessAt()))
                .bind("lastFailureAt", Times.parameter(health.lastFailureAt()))
                .bind("failingSince", Times.parameter(health.failingSince()))
                .bind("parkedUntil", Times.parameter(health.parkedUntil()))
                .bind("circuitOpenUntil", Times.parameter(health.circuitOpenUntil()));
    }

    static @Nullable String storedName(@Nullable Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
    }
}
