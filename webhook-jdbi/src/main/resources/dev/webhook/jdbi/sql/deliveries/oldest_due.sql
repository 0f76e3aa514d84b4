-- For how long the oldest due delivery has been waiting.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
)
SELECT (extract(epoch FROM clock.now - oldest.next_retry_at) * 1000000)::bigint AS waiting_micros
FROM clock
CROSS JOIN (
    SELECT next_retry_at
    FROM :"schema".webhook_deliveries
    WHERE status IN ('pending', 'retrying') AND next_retry_at <= (SELECT now FROM clock)
    ORDER BY next_retry_at
    LIMIT 1
) AS oldest
