package dev.webhook.jdbi;

import dev.webhook.store.TimeOrderedId;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Rows as the stores write them, put into the schema {@code public} by hand. */
final class Rows {

    private Rows() {}

    static UUID event(Handle handle, Instant time) {
        return event(handle, time, "{\"a\" : 1.0,\n\"b\":\"\\u0000\",  \"a\":2}");
    }

    static UUID event(Handle handle, Instant time, String data) {
        UUID id = TimeOrderedId.at(time);
        handle.createUpdate("""
                        INSERT INTO public.webhook_events (event_id, event_type, event_data, created_at, user_id, headers)
                        VALUES (:id, 'order.created', CAST(:data AS json), :time, 42, '{ }')""")
                .bind("id", id)
                .bind("data", data)
                .bind("time", Times.parameter(TimeOrderedId.timeOf(id)))
                .execute();
        return id;
    }

    static void inbox(Handle handle, UUID event) {
        handle.execute("INSERT INTO public.webhook_event_inbox (event_id) VALUES (?)", event);
    }

    /** A delivery with one attempt. */
    static UUID delivery(Handle handle, UUID event, Instant time, String status) {
        UUID id = TimeOrderedId.at(time);
        Instant created = TimeOrderedId.timeOf(id);
        handle.createUpdate("""
                        INSERT INTO public.webhook_deliveries (delivery_id, webhook_id, event_id, status, request_url,
                            request_headers, response_body, created_at, updated_at, next_retry_at, message_id,
                            attempt_limit, payload_format, expires_at)
                        VALUES (:id, :endpoint, :event, :status, 'https://example.com/hooks', '{"b": 1.50, "a": "\\u2028"}',
                            E'<p>\\r\\n\\tç\\u2028</p>', :time, :time + interval '1234567 microseconds',
                            CASE WHEN :status IN ('pending', 'retrying') THEN :time END, 'msg', 6, 'standard.1', :time)""")
                .bind("id", id)
                .bind("endpoint", TimeOrderedId.at(time))
                .bind("event", event)
                .bind("status", status)
                .bind("time", Times.parameter(created))
                .execute();
        handle.createUpdate("""
                        INSERT INTO public.webhook_delivery_attempts (delivery_id, attempt_number, delivery_created_at,
                            outcome, request_url, request_headers, request_sent_at, response_status, took_us)
                        VALUES (:id, 1, :time, 'delivered', 'https://example.com/hooks', '{}', :time, 200,
                            9223372036854775807)""")
                .bind("id", id)
                .bind("time", Times.parameter(created))
                .execute();
        return id;
    }

    static UUID deadLetter(Handle handle, UUID delivery, String status, Instant resolved) {
        UUID id = TimeOrderedId.at(resolved);
        handle.createUpdate("""
                        INSERT INTO public.webhook_dlq (dlq_id, webhook_id, event_id, delivery_id, failure_reason,
                            attempt_count, status, resolved_at, resolved_by, created_at)
                        VALUES (:id, :id, :id, :delivery, 'exhausted', 6, :status,
                            CASE WHEN :status <> 'pending' THEN :time END,
                            CASE WHEN :status <> 'pending' THEN 'ops' END, :time)""")
                .bind("id", id)
                .bind("delivery", delivery)
                .bind("status", status)
                .bind("time", Times.parameter(resolved))
                .execute();
        return id;
    }
}
