package dev.webhook.jdbi;

import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptResponse;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.UnfinishedDelivery;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.event.EventId;
import dev.webhook.event.PayloadFormat;
import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HttpResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of deliveries and attempts. Thread-safe. */
final class DeliveryRows {

    private DeliveryRows() {}

    /** Reads a delivery and the columns of its last attempt that it doesn't hold itself. */
    static Delivery delivery(ResultSet row) throws SQLException {
        DeliveryId id = id(row);
        int attemptsMade = row.getInt("attempts_made");
        return new Delivery(
                id,
                new EndpointId(row.getObject("webhook_id", UUID.class)),
                new EventId(row.getObject("event_id", UUID.class)),
                row.getString("message_id"),
                status(row.getString("status")),
                row.getInt("attempt_number"),
                row.getInt("attempt_limit"),
                EndpointUrl.of(row.getString("request_url")),
                PayloadFormat.ofId(row.getString("payload_format")),
                Times.instantOrNull(row, "next_retry_at"),
                Times.instant(row, "expires_at"),
                row.getString("outcome") == null ? null : attempt(row, id, attemptsMade),
                row.getString("error_message"),
                row.getObject("last_outcome_id", UUID.class),
                Times.instant(row, "updated_at"));
    }

    /** Reads a row of the attempts. */
    static Attempt attempt(ResultSet row) throws SQLException {
        return attempt(row, id(row), row.getInt("attempt_number"));
    }

    private static Attempt attempt(ResultSet row, DeliveryId delivery, int number) throws SQLException {
        return new Attempt(
                delivery,
                number,
                outcome(row),
                EndpointUrl.of(row.getString("request_url")),
                StoredText.headers(row.getString("request_headers")),
                response(row),
                Times.instant(row, "request_sent_at"),
                Times.duration(row.getLong("took_us")));
    }

    private static @Nullable AttemptResponse response(ResultSet row) throws SQLException {
        int status = row.getInt("response_status");
        return row.wasNull()
                ? null
                : new AttemptResponse(
                        status,
                        StoredText.responseHeaders(row.getString("response_headers")),
                        row.getString("response_body"));
    }

    private static Outcome outcome(ResultSet row) throws SQLException {
        String name = row.getString("outcome");
        return switch (name) {
            case "delivered" -> new Outcome.Delivered(row.getInt("response_status"));
            case "rejected" -> new Outcome.Rejected(row.getInt("response_status"), retryAfter(row));
            case "unreachable" ->
                new Outcome.Unreachable(
                        HttpResult.Cause.valueOf(
                                row.getString("unreachable_cause").toUpperCase(Locale.ROOT)),
                        row.getString("attempt_error"));
            case "blocked" -> new Outcome.Blocked(row.getString("attempt_error"));
            default -> throw new IllegalStateException("an attempt has the unknown outcome '" + name + "'");
        };
    }

    private static @Nullable Duration retryAfter(ResultSet row) throws SQLException {
        long millis = row.getLong("retry_after_ms");
        return row.wasNull() ? null : Duration.ofMillis(millis);
    }

    /** Reads an unfinished delivery and what its lane is told of its endpoint. */
    static UnfinishedDelivery unfinished(ResultSet row) throws SQLException {
        return new UnfinishedDelivery(
                new ScheduledDelivery(
                        id(row),
                        new EndpointId(row.getObject("webhook_id", UUID.class)),
                        Times.duration(row.getLong("due_micros")),
                        limits(row)),
                row.getInt("attempt_number"),
                Times.duration(row.getLong("expires_micros")));
    }

    /** Reads the limits of an endpoint's lane, as {@link LaneLimits#of} has them. */
    static LaneLimits limits(ResultSet row) throws SQLException {
        int perMinute = row.getInt("rate_limit_per_minute");
        boolean unlimited = row.wasNull() || !takesDeliveries(row);
        return new LaneLimits(
                row.getInt("max_in_flight"),
                unlimited ? OptionalInt.empty() : OptionalInt.of(perMinute),
                row.getLong("version"));
    }

    /** Tells whether the endpoint of a row takes deliveries. */
    static boolean takesDeliveries(ResultSet row) throws SQLException {
        return row.getBoolean("enabled")
                && !row.getString("status").equals(EndpointRows.storedName(EndpointStatus.DISABLED));
    }

    static DeliveryId id(ResultSet row) throws SQLException {
        return new DeliveryId(row.getObject("delivery_id", UUID.class));
    }

    static DeliveryStatus status(String name) {
        return DeliveryStatus.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
