-- Adds to the counts of events, each locked in the order of its id and written once. Each is there already, and so in
-- conflict: that way it is found by its key and taken as it is by then, whatever the plan.
INSERT INTO :"schema".webhook_events AS event
    (event_id, created_at, event_type, event_data, webhook_count, delivery_success_count, delivery_failure_count)
SELECT event.event_id, event.created_at, event.event_type, event.event_data, added.webhooks, added.successes, added.failures
FROM unnest(:events, :created, :webhooks, :successes, :failures)
    AS added (event_id, created_at, webhooks, successes, failures)
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_events AS event
    WHERE event.event_id = added.event_id
      AND event.created_at = added.created_at
      AND event.created_at >= :from
      AND event.created_at < :until
    OFFSET 0
) AS event
ON CONFLICT (event_id, created_at) DO UPDATE
SET webhook_count = event.webhook_count + EXCLUDED.webhook_count,
    delivery_success_count = event.delivery_success_count + EXCLUDED.delivery_success_count,
    delivery_failure_count = event.delivery_failure_count + EXCLUDED.delivery_failure_count
