-- Buries deliveries that were given up; the last error is that of the last attempt.
INSERT INTO :"schema".webhook_dlq (
    dlq_id, created_at, webhook_id, event_id, delivery_id, failure_reason, attempt_count, last_error,
    last_response_status
)
SELECT buried.dlq_id, buried.created_at, buried.webhook_id, buried.event_id, buried.delivery_id, buried.reason,
       buried.attempts_made, attempt.error_message, attempt.response_status
FROM unnest(:deadLetters, :created, :endpoints, :events, :deliveries, :reasons, :attemptsMade, :deliveriesCreated)
    AS buried (
        dlq_id, created_at, webhook_id, event_id, delivery_id, reason, attempts_made, delivery_created_at
    )
LEFT JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_delivery_attempts AS attempt
    WHERE attempt.delivery_id = buried.delivery_id
      AND attempt.delivery_created_at = buried.delivery_created_at
      AND attempt.attempt_number = buried.attempts_made
    OFFSET 0
) AS attempt ON TRUE
