-- I3 for every delivered attempt its node had a 2xx in the receiver's log
SELECT a.delivery_id, a.attempt_number, a.node
  FROM audit_attempts a
 WHERE a.outcome = 'delivered'
   AND NOT EXISTS (SELECT FROM audit_received r
                    WHERE r.message_id = a.message_id AND r.request_url = a.request_url AND r.node = a.node
                      AND r.status BETWEEN 200 AND 299 AND r.answered_at IS NOT NULL);
-- of so many
SELECT count(*) FROM audit_attempts WHERE outcome = 'delivered'
