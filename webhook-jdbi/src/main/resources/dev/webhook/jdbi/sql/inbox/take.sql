-- Takes the oldest events that no other transaction has taken.
SELECT event_id, routed_until
FROM :"schema".webhook_event_inbox
ORDER BY event_id
LIMIT :max
FOR UPDATE SKIP LOCKED
