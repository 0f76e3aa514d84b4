-- Adds to the counts of events, each locked in the order of its id and written once.
WITH counted AS MATERIALIZED (
    SELECT event.event_id, added.webhooks, added.successes, added.failures
    FROM unnest(:events, :webhooks, :successes, :failures)
        AS added (event_id, webhooks, successes, failures)
    CROSS JOIN LATERAL (
        SELECT *
        FROM :"schema".webhook_events AS event
        WHERE event.event_id = added.event_id
          AND event.created_at >= :from
          AND event.created_at < :until
        OFFSET 0
        FOR NO KEY UPDATE
    ) AS event
)
UPDATE :"schema".webhook_events AS event
SET webhook_count = event.webhook_count + counted.webhooks,
    delivery_success_count = event.delivery_success_count + counted.successes,
    delivery_failure_count = event.delivery_failure_count + counted.failures
FROM counted
WHERE event.event_id = counted.event_id
  AND event.event_id = ANY (:events)
  AND event.created_at >= :from
  AND event.created_at < :until
