-- Forgets idempotency keys of a user, some at a time; one that is in use belongs to a publish that came meanwhile.
DELETE FROM :"schema".webhook_idempotency_keys
WHERE ctid = ANY (ARRAY(
    SELECT ctid
    FROM :"schema".webhook_idempotency_keys
    WHERE NOT broadcast AND user_id = :user
    LIMIT :most
    FOR UPDATE SKIP LOCKED
))
