-- Blanks deliveries that aren't blank, each locked in the order of its id, and fails those that are unfinished. What a row
-- becomes follows from what was locked: CHECK constraints judge a first try that is made from what the statement saw.
WITH locked AS MATERIALIZED (
    SELECT delivery.*, delivery.status IN ('pending', 'retrying') AS unfinished
    FROM unnest(:deliveries) AS owned (delivery_id)
    CROSS JOIN LATERAL (
        SELECT *
        FROM :"schema".webhook_deliveries AS delivery
        WHERE delivery.delivery_id = owned.delivery_id
          AND delivery.created_at BETWEEN :oldest AND :newest
          AND (delivery.status IN ('pending', 'retrying') OR delivery.request_url <> :url)
        OFFSET 0
        FOR NO KEY UPDATE
    ) AS delivery
)
UPDATE :"schema".webhook_deliveries AS delivery
SET status = CASE WHEN locked.unfinished THEN 'failed' ELSE locked.status END,
    attempt_number = CASE WHEN locked.unfinished THEN locked.attempts_made ELSE locked.attempt_number END,
    next_retry_at = NULL,
    error_message = CASE WHEN locked.unfinished OR locked.error_message IS NOT NULL THEN :text END,
    request_url = :url,
    request_headers = CASE WHEN locked.request_headers IS NOT NULL THEN '{}'::jsonb END,
    request_body = NULL,
    response_headers = CASE WHEN locked.response_headers IS NOT NULL THEN '{}'::jsonb END,
    response_body = NULL,
    updated_at = clock_timestamp()
FROM locked
WHERE delivery.delivery_id = locked.delivery_id
  AND delivery.delivery_id = ANY (:deliveries)
  AND delivery.created_at BETWEEN :oldest AND :newest
RETURNING delivery.delivery_id, delivery.event_id, locked.unfinished
