-- Removes dead letters that were resolved or discarded before a time, some at a time.
DELETE FROM :"schema".webhook_dlq
WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM :"schema".webhook_dlq WHERE status <> 'pending' AND resolved_at <= :before LIMIT :most
    FOR UPDATE SKIP LOCKED
))
