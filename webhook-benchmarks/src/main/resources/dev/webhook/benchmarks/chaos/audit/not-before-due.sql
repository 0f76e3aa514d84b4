-- I7 no attempt started before its delivery was due again: 2 s after the one before, less a fifth of jitter
SELECT a.delivery_id, a.attempt_number, b.ended_at AS previous_ended_at, a.sent_at
  FROM audit_attempts a
  JOIN audit_attempts b ON b.delivery_id = a.delivery_id AND b.attempt_number = a.attempt_number - 1
 WHERE a.sent_at < b.ended_at + interval '1.6 seconds'
   AND NOT EXISTS (SELECT FROM webhook_dlq l WHERE l.delivery_id = a.delivery_id AND l.status = 'resolved');
-- of so many
SELECT count(*) FROM audit_attempts WHERE attempt_number > 1
