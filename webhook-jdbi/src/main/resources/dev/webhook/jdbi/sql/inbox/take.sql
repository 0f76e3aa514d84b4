-- Takes the first events, of transactions from one on, that no other transaction has taken.
SELECT event_id, routed_until, CAST(ctid AS text) AS place
FROM :"schema".webhook_event_inbox
WHERE stored_by >= CAST(:from AS xid8)
ORDER BY stored_by, event_id
LIMIT :max
FOR UPDATE SKIP LOCKED
