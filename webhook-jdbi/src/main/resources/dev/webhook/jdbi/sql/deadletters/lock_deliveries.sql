-- Locks the deliveries of dead letters, each in the one partition that its id names, and reads their endpoints.
SELECT delivery.delivery_id,
       delivery.webhook_id,
       delivery.event_id,
       delivery.status AS delivery_status,
       endpoint.enabled,
       endpoint.status,
       endpoint.version,
       endpoint.max_in_flight,
       endpoint.rate_limit_per_minute
FROM unnest(:deliveries, :created) AS wanted (delivery_id, created_at)
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_deliveries AS delivery
    WHERE delivery.delivery_id = wanted.delivery_id AND delivery.created_at = wanted.created_at
    OFFSET 0
    FOR UPDATE
) AS delivery
LEFT JOIN :"schema".webhooks AS endpoint ON endpoint.webhook_id = delivery.webhook_id
