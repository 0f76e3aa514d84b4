-- Makes locked failed deliveries pending, due now.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
)
UPDATE :"schema".webhook_deliveries AS delivery
SET status = 'pending',
    attempt_number = delivery.attempts_made + 1,
    attempt_limit = greatest(delivery.attempt_limit, delivery.attempts_made + redriven.further_attempts),
    next_retry_at = clock.now,
    expires_at = clock.now + redriven.expires_micros * interval '1 microsecond',
    updated_at = clock.now
FROM clock, unnest(:deliveries, :furtherAttempts, :expires)
    AS redriven (delivery_id, further_attempts, expires_micros)
WHERE delivery.delivery_id = redriven.delivery_id
  AND delivery.delivery_id = ANY (:deliveries)
  AND delivery.created_at >= :from
  AND delivery.created_at < :until
