-- Writes how locked endpoints are doing.
UPDATE :"schema".webhooks AS endpoint
SET failure_count = after.failure_count,
    last_success_at = after.last_success_at,
    last_failure_at = after.last_failure_at,
    failing_since = after.failing_since,
    parked_until = after.parked_until,
    circuit_open_until = after.circuit_open_until
FROM unnest(:endpoints, :failureCounts, :successes, :failures, :failingSince, :parkedUntil, :circuitOpenUntil)
    AS after (
        webhook_id, failure_count, last_success_at, last_failure_at, failing_since, parked_until, circuit_open_until
    )
WHERE endpoint.webhook_id = after.webhook_id
  -- whatever the join, only these rows are read, and by their key
  AND endpoint.webhook_id = ANY (:endpoints)
