-- Writes how locked endpoints are doing. Each is there, and so in conflict: that way it is found by its key, whatever the
-- plan.
INSERT INTO :"schema".webhooks AS endpoint (
    webhook_id, user_id, webhook_url, secret,
    failure_count, last_success_at, last_failure_at, failing_since, parked_until, circuit_open_until
)
SELECT endpoint.webhook_id, endpoint.user_id, endpoint.webhook_url, endpoint.secret,
       after.failure_count, after.last_success_at, after.last_failure_at, after.failing_since, after.parked_until,
       after.circuit_open_until
FROM unnest(:endpoints, :failureCounts, :successes, :failures, :failingSince, :parkedUntil, :circuitOpenUntil)
    AS after (
        webhook_id, failure_count, last_success_at, last_failure_at, failing_since, parked_until, circuit_open_until
    )
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhooks AS endpoint
    WHERE endpoint.webhook_id = after.webhook_id
    OFFSET 0
) AS endpoint
ON CONFLICT (webhook_id) DO UPDATE
SET failure_count = EXCLUDED.failure_count,
    last_success_at = EXCLUDED.last_success_at,
    last_failure_at = EXCLUDED.last_failure_at,
    failing_since = EXCLUDED.failing_since,
    parked_until = EXCLUDED.parked_until,
    circuit_open_until = EXCLUDED.circuit_open_until
