-- I7 a second after a rotation every attempt is signed with the new secret
SELECT r.request, r.node, r.message_id, r.request_url, r.signed_at, x.since
  FROM audit_received r
  JOIN webhooks w ON w.webhook_url = r.request_url
  JOIN audit_spells x ON x.webhook_id = w.webhook_id AND x.state = 'rotated'
   AND r.signed_at > x.since + interval '1 second' AND r.signed_at < x.until
 WHERE NOT r.newest;
-- of so many
SELECT count(*) FROM audit_spells WHERE state = 'rotated'
