-- I1 every committed event has exactly one delivery per subscribed endpoint
SELECT p.event_id, s.webhook_id, count(d.delivery_id) AS deliveries
  FROM audit_published p
  JOIN webhook_subscriptions s USING (event_type)
  LEFT JOIN webhook_deliveries d ON d.event_id = p.event_id AND d.webhook_id = s.webhook_id
 GROUP BY p.event_id, s.webhook_id
HAVING count(d.delivery_id) <> 1;
-- of so many
SELECT count(*) FROM audit_published JOIN webhook_subscriptions USING (event_type)
