-- Forgets the keys that stand for events that were not stored after all.
DELETE FROM :"schema".webhook_idempotency_keys
WHERE (broadcast, user_id, idempotency_key, event_id) IN (
    SELECT user_id IS NULL, coalesce(user_id, 0), idempotency_key, event_id
    FROM unnest(:users, :keys, :ids) AS unused (user_id, idempotency_key, event_id)
)
