-- Says of each delivery whether an outcome is on record: as its last, or as that of the attempt of a number.
SELECT delivery.delivery_id, delivery.webhook_id,
       coalesce(delivery.last_outcome_id = asked.outcome_id, FALSE) OR EXISTS (
           SELECT FROM :"schema".webhook_delivery_attempts AS attempt
           WHERE attempt.delivery_id = asked.delivery_id
             AND attempt.attempt_number = asked.attempt_number
             AND attempt.delivery_created_at = asked.created_at
             AND attempt.outcome_id = asked.outcome_id
       ) AS is_recorded
FROM unnest(:deliveries, :created, :attemptNumbers, :outcomeIds)
    AS asked (delivery_id, created_at, attempt_number, outcome_id)
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_deliveries AS delivery
    WHERE delivery.delivery_id = asked.delivery_id AND delivery.created_at = asked.created_at
    OFFSET 0
) AS delivery
