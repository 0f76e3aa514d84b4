-- I2 every event's counters are those of its deliveries
SELECT e.event_id, e.webhook_count, e.delivery_success_count, e.delivery_failure_count, count(d.delivery_id) AS deliveries
  FROM webhook_events e
  LEFT JOIN webhook_deliveries d ON d.event_id = e.event_id
 GROUP BY e.event_id, e.created_at
HAVING e.webhook_count <> count(d.delivery_id)
    OR e.delivery_success_count <> count(*) FILTER (WHERE d.status = 'success')
    OR e.delivery_failure_count <> count(*) FILTER (WHERE d.status = 'failed');
-- of so many
SELECT count(*) FROM webhook_events
