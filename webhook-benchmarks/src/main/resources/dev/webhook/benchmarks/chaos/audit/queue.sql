-- I6 the queue holds exactly the unfinished deliveries, and the inbox nothing
SELECT d.delivery_id AS not_queued, q.delivery_id AS not_unfinished, NULL AS not_routed
  FROM (SELECT delivery_id FROM webhook_deliveries WHERE status IN ('pending', 'retrying')) d
  FULL JOIN webhook_queue q USING (delivery_id)
 WHERE d.delivery_id IS NULL OR q.delivery_id IS NULL
UNION ALL
SELECT NULL, NULL, event_id FROM webhook_event_inbox;
-- of so many
SELECT (SELECT count(*) FROM webhook_deliveries) + (SELECT count(*) FROM webhook_events)
