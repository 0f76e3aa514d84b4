-- Stamps events with what their fan-out did.
UPDATE :"schema".webhook_events AS event
SET processed_at = CASE WHEN stamp.whole THEN CAST(:now AS timestamptz) END,
    routing_error = stamp.error,
    routed_until = stamp.failed_after,
    webhook_count = event.webhook_count + stamp.deliveries
FROM unnest(:ids, :times, :wholes, :errors, :failedAfter, :deliveries)
    AS stamp (event_id, created_at, whole, error, failed_after, deliveries)
WHERE event.event_id = stamp.event_id
  AND event.created_at = stamp.created_at
  AND event.created_at BETWEEN :oldest AND :newest
