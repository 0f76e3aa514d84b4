-- I15 nothing of one owner's reached another's endpoint
SELECT r.message_id, r.request_url, p.user_id, w.user_id AS endpoint_user_id
  FROM audit_received r
  JOIN audit_published p ON p.event_id = r.message_id::uuid
  JOIN webhooks w ON w.webhook_url = r.request_url
 WHERE p.user_id <> w.user_id
UNION ALL
SELECT d.message_id, d.request_url, e.user_id, w.user_id
  FROM webhook_deliveries d JOIN webhook_events e USING (event_id) JOIN webhooks w USING (webhook_id)
 WHERE e.user_id <> w.user_id;
-- of so many
SELECT CASE WHEN count(DISTINCT user_id) > 1 THEN (SELECT count(*) FROM audit_received) ELSE 0 END FROM webhooks
