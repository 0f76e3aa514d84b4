-- Removes circuits that every policy has forgotten, some at a time.
DELETE FROM :"schema".webhook_circuits
WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM :"schema".webhook_circuits WHERE time <= :before LIMIT :most FOR UPDATE SKIP LOCKED
))
