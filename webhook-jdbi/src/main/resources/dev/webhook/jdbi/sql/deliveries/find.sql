-- A delivery with its last attempt.
SELECT delivery.*, attempt.*
FROM :"schema".webhook_deliveries AS delivery
LEFT JOIN LATERAL (
    SELECT attempt.outcome, attempt.unreachable_cause, attempt.retry_after_ms, attempt.took_us,
           attempt.error_message AS attempt_error
    FROM :"schema".webhook_delivery_attempts AS attempt
    WHERE attempt.delivery_id = delivery.delivery_id
      AND attempt.delivery_created_at = delivery.created_at
      AND attempt.attempt_number = delivery.attempts_made
    OFFSET 0
) AS attempt ON TRUE
WHERE delivery.delivery_id = :delivery AND delivery.created_at = :created
