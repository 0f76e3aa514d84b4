-- Locks endpoints and says how they have been doing.
SELECT webhook_id,
       status,
       failure_count,
       last_success_at,
       last_failure_at,
       failing_since,
       parked_until,
       circuit_open_until
FROM :"schema".webhooks
WHERE webhook_id = ANY (:endpoints)
ORDER BY webhook_id
FOR NO KEY UPDATE
