-- Stamps events with what their fan-out did, each locked in the order of its id. Each is there already, and so in conflict:
-- that way it is found by its key and taken as it is by then, whatever the plan.
INSERT INTO :"schema".webhook_events AS event
    (event_id, created_at, event_type, event_data, processed_at, routing_error, routed_until, webhook_count)
SELECT event.event_id, event.created_at, event.event_type, event.event_data,
       CASE WHEN stamp.whole THEN CAST(:now AS timestamptz) END, stamp.error, stamp.failed_after, stamp.deliveries
FROM unnest(:ids, :times, :wholes, :errors, :failedAfter, :deliveries)
    AS stamp (event_id, created_at, whole, error, failed_after, deliveries)
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_events AS event
    WHERE event.event_id = stamp.event_id
      AND event.created_at = stamp.created_at
      AND event.created_at BETWEEN :oldest AND :newest
    OFFSET 0
) AS event
ON CONFLICT (event_id, created_at) DO UPDATE
SET processed_at = EXCLUDED.processed_at,
    routing_error = EXCLUDED.routing_error,
    routed_until = EXCLUDED.routed_until,
    webhook_count = event.webhook_count + EXCLUDED.webhook_count
