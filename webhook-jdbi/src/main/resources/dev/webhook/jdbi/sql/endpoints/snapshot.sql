-- The config version and every endpoint that takes deliveries as of it, in one statement and so of one moment; a row
-- without an endpoint if there is none. What is encrypted isn't read.
SELECT config_version, routed.*
FROM :"schema".webhook_config
LEFT JOIN (
    SELECT webhook_id, user_id, webhook_url, enabled, description, timeout_seconds, max_retries, retry_strategy,
           event_filters, status, failure_count, last_success_at, last_failure_at, updated_at, retry_schedule,
           rate_limit_per_minute, max_in_flight, payload_format, parked_until, circuit_open_until, failing_since,
           disabled_reason, disabled_at, version, deleted_at,
           CAST(ip_allowlist AS text[]) AS allowed_ranges,
           subscribed.subscriptions
    FROM :"schema".webhooks
    LEFT JOIN (
        SELECT webhook_id,
               json_agg(
                   json_build_array(subscription_id, event_type, CAST(filters AS text), enabled, created_at)
                   ORDER BY position
               ) AS subscriptions
        FROM :"schema".webhook_subscriptions
        GROUP BY webhook_id
    ) AS subscribed USING (webhook_id)
    WHERE enabled AND status <> 'disabled'
) AS routed ON TRUE
