-- Unfinished deliveries that fell due or were made lately.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
),
span AS MATERIALIZED (
    SELECT since,
           (lpad(to_hex(floor(extract(epoch FROM since) * 1000)::bigint), 12, '0') || '70000000000000000000')::uuid
               AS first_id
    FROM (SELECT now - :windowMicros * interval '1 microsecond' AS since FROM clock) AS opened
),
fell_due AS MATERIALIZED (
    SELECT delivery_id, webhook_id, attempt_number, next_retry_at, expires_at
    FROM :"schema".webhook_deliveries
    WHERE status IN ('pending', 'retrying')
      AND next_retry_at BETWEEN (SELECT since FROM span) AND (SELECT now FROM clock)
    ORDER BY next_retry_at
    LIMIT :limit
),
made AS MATERIALIZED (
    SELECT delivery_id, webhook_id, attempt_number, next_retry_at, expires_at
    FROM :"schema".webhook_deliveries
    WHERE status IN ('pending', 'retrying')
      AND delivery_id >= (SELECT first_id FROM span)
      AND created_at >= (SELECT date_trunc('milliseconds', since) FROM span)
    ORDER BY delivery_id
    LIMIT :limit
)
SELECT found.*,
       endpoint.enabled,
       endpoint.status,
       endpoint.version,
       endpoint.max_in_flight,
       endpoint.rate_limit_per_minute,
       (extract(epoch FROM found.next_retry_at - clock.now) * 1000000)::bigint AS due_micros,
       (extract(epoch FROM found.expires_at - clock.now) * 1000000)::bigint AS expires_micros
FROM clock
CROSS JOIN (SELECT * FROM fell_due UNION SELECT * FROM made LIMIT :limit) AS found
JOIN :"schema".webhooks AS endpoint ON endpoint.webhook_id = found.webhook_id
