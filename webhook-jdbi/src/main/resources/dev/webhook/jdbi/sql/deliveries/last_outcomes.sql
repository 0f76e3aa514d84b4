-- Says which outcome was recorded last of each delivery.
SELECT delivery.delivery_id, delivery.webhook_id, delivery.last_outcome_id
FROM unnest(:deliveries, :created) AS asked (delivery_id, created_at)
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_deliveries AS delivery
    WHERE delivery.delivery_id = asked.delivery_id AND delivery.created_at = asked.created_at
    OFFSET 0
) AS delivery
