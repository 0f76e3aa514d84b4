-- Stamps events with what their fan-out did, each locked in the order of its id.
WITH stamped AS MATERIALIZED (
    SELECT event.event_id, stamp.whole, stamp.error, stamp.failed_after, stamp.deliveries
    FROM unnest(:ids, :wholes, :errors, :failedAfter, :deliveries)
        AS stamp (event_id, whole, error, failed_after, deliveries)
    CROSS JOIN LATERAL (
        SELECT *
        FROM :"schema".webhook_events AS event
        WHERE event.event_id = stamp.event_id AND event.created_at BETWEEN :oldest AND :newest
        OFFSET 0
        FOR NO KEY UPDATE
    ) AS event
)
UPDATE :"schema".webhook_events AS event
SET processed_at = CASE WHEN stamped.whole THEN CAST(:now AS timestamptz) END,
    routing_error = stamped.error,
    routed_until = stamped.failed_after,
    webhook_count = event.webhook_count + stamped.deliveries
FROM stamped
WHERE event.event_id = stamped.event_id
  AND event.event_id = ANY (:ids)
  AND event.created_at BETWEEN :oldest AND :newest
