-- Stores new deliveries, due at once, and yields those that were not there.
INSERT INTO :"schema".webhook_deliveries (
    delivery_id, created_at, webhook_id, event_id, message_id, attempt_limit, request_url, payload_format, status,
    next_retry_at, expires_at, updated_at
)
SELECT delivery_id, created_at, webhook_id, event_id, message_id, attempt_limit, request_url, payload_format, 'pending',
       :now, :now + expires_micros * interval '1 microsecond', :now
FROM unnest(:ids, :times, :endpoints, :events, :messages, :attemptLimits, :urls, :formats, :expiries) AS made (
    delivery_id, created_at, webhook_id, event_id, message_id, attempt_limit, request_url, payload_format,
    expires_micros
)
ON CONFLICT (delivery_id, created_at) DO NOTHING
RETURNING delivery_id
