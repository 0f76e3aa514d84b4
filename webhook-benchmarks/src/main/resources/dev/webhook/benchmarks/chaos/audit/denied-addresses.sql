-- I13 nothing was sent to a denied address, and each attempt to do so was blocked
SELECT dialled_at::text AS dialled_at, NULL AS delivery_id, NULL AS outcome FROM audit_dials
UNION ALL
SELECT NULL, delivery_id, outcome FROM audit_attempts
 WHERE request_url NOT LIKE 'http://127.0.0.1:%' AND outcome <> 'blocked';
-- of so many
SELECT count(*) FROM audit_attempts WHERE outcome = 'blocked'
