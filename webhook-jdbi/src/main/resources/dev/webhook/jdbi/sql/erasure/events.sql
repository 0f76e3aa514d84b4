-- Blanks events, each locked in the order of its id, and ends their fan-out.
WITH whole AS MATERIALIZED (
    SELECT event.event_id
    FROM unnest(:ids) AS owned (event_id)
    CROSS JOIN LATERAL (
        SELECT *
        FROM :"schema".webhook_events AS event
        WHERE event.event_id = owned.event_id
          AND event.created_at BETWEEN :oldest AND :newest
          AND (event.event_data::text <> :data
              OR event.headers IS NOT NULL
              OR event.processed_at IS NULL
              OR event.routing_error IS NOT NULL)
        OFFSET 0
        FOR NO KEY UPDATE
    ) AS event
)
UPDATE :"schema".webhook_events AS event
SET event_data = CAST(:data AS json),
    headers = NULL,
    processed_at = coalesce(event.processed_at, clock_timestamp()),
    routing_error = NULL,
    routed_until = NULL
FROM whole
WHERE event.event_id = whole.event_id
  AND event.event_id = ANY (:ids)
  AND event.created_at = ANY (:times) -- or the index by time may be read from the oldest to the newest
  AND event.created_at BETWEEN :oldest AND :newest
