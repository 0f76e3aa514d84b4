-- I1 every committed event has exactly one delivery per subscribed endpoint, unless that was just being disabled
SELECT p.event_id, s.webhook_id, count(d.delivery_id) AS deliveries
  FROM audit_published p
  JOIN webhooks w USING (user_id)
  JOIN webhook_subscriptions s USING (webhook_id, event_type)
  LEFT JOIN webhook_deliveries d ON d.event_id = p.event_id AND d.webhook_id = s.webhook_id
 GROUP BY p.event_id, s.webhook_id
HAVING count(d.delivery_id) <> 1
   AND (count(d.delivery_id) > 1
        OR NOT EXISTS (SELECT FROM audit_spells x
                        WHERE x.webhook_id = s.webhook_id AND x.state = 'disabled'
                          AND p.published_at BETWEEN x.since - interval '2 minutes' AND x.until + interval '2 seconds'));
-- of so many
SELECT count(*) FROM audit_published JOIN webhooks USING (user_id) JOIN webhook_subscriptions USING (webhook_id, event_type)
