-- Loads events, each from the one partition that can hold it.
SELECT event.*
FROM unnest(:ids, :times) AS taken (event_id, created_at)
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_events AS stored
    WHERE stored.event_id = taken.event_id AND stored.created_at = taken.created_at
    LIMIT 1
) AS event
ORDER BY event.event_id
