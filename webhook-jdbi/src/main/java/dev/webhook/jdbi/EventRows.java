package dev.webhook.jdbi;

import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.event.StoredEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The columns of events, to and from Java. Thread-safe. */
final class EventRows {

    private EventRows() {}

    static StoredEvent stored(ResultSet row) throws SQLException {
        return new StoredEvent(
                event(row),
                Times.instantOrNull(row, "processed_at"),
                row.getString("routing_error"),
                row.getInt("webhook_count"),
                row.getInt("delivery_success_count"),
                row.getInt("delivery_failure_count"));
    }

    static Event event(ResultSet row) throws SQLException {
        return new Event(
                new EventId(row.getObject("event_id", UUID.class)),
                new EventType(row.getString("event_type")),
                EventData.of(row.getString("event_data")),
                user(row),
                row.getString("source_service"),
                headers(row.getString("headers")));
    }

    private static OptionalLong user(ResultSet row) throws SQLException {
        long user = row.getLong("user_id");
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(user);
    }

    private static Map<String, String> headers(@Nullable String json) {
        return json == null ? Map.of() : StoredText.headers(json);
    }

    static @Nullable String headers(Event event) {
        return event.headers().isEmpty() ? null : StoredText.ofHeaders(event.headers());
    }

    static @Nullable Long user(Event event) {
        return event.userId().isPresent() ? event.userId().getAsLong() : null;
    }
}
