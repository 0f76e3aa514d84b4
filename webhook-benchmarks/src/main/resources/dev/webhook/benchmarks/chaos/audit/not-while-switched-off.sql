-- I7 no attempt started more than a second after its endpoint was paused or disabled
SELECT a.delivery_id, a.attempt_number, a.node, a.sent_at, x.state, x.since
  FROM audit_attempts a
  JOIN audit_spells x ON x.webhook_id = a.webhook_id AND x.state IN ('paused', 'disabled')
   AND a.sent_at > x.since + interval '1 second' AND a.sent_at < x.until
  LEFT JOIN audit_nodes n USING (node)
 WHERE n.suspended_at IS NULL;
-- of so many
SELECT count(*) FROM audit_spells WHERE state IN ('paused', 'disabled')
