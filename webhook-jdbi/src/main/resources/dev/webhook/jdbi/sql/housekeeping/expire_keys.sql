-- Removes idempotency keys whose time is over, some at a time.
DELETE FROM :"schema".webhook_idempotency_keys
WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM :"schema".webhook_idempotency_keys WHERE expires_at <= :now LIMIT :most FOR UPDATE SKIP LOCKED
))
