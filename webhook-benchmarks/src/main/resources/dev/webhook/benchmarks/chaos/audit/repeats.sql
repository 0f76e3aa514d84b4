-- I8 no request whose attempt was recorded as delivered was repeated
SELECT r.node, r.message_id, r.request_url, r.arrived_at
  FROM audit_requests r
 WHERE r.repeated
   AND EXISTS (SELECT FROM audit_attempts a
                WHERE a.node = r.node AND a.message_id = r.message_id AND a.request_url = r.request_url
                  AND a.outcome = 'delivered'
                  AND r.arrived_at BETWEEN a.sent_at - interval '50 milliseconds' AND a.ended_at + interval '50 milliseconds');
-- of so many
SELECT count(*) FROM audit_requests WHERE status < 300 AND recorded
