-- Unfinished deliveries in the order of their ids.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
),
walked AS MATERIALIZED (
    SELECT delivery_id, webhook_id, attempt_number, next_retry_at, expires_at
    FROM :"schema".webhook_deliveries
    WHERE status IN ('pending', 'retrying') AND delivery_id > :after AND created_at >= :afterTime
    ORDER BY delivery_id
    LIMIT :limit
)
SELECT walked.*,
       endpoint.enabled,
       endpoint.status,
       endpoint.version,
       endpoint.max_in_flight,
       endpoint.rate_limit_per_minute,
       (extract(epoch FROM walked.next_retry_at - clock.now) * 1000000)::bigint AS due_micros,
       (extract(epoch FROM walked.expires_at - clock.now) * 1000000)::bigint AS expires_micros
FROM clock
CROSS JOIN walked
JOIN :"schema".webhooks AS endpoint ON endpoint.webhook_id = walked.webhook_id
ORDER BY walked.delivery_id
