-- The next dead letters of an endpoint in the order of their ids.
SELECT dlq_id
FROM :"schema".webhook_dlq
WHERE webhook_id = :endpoint AND (created_at, dlq_id) > (:afterTime, :after) AND created_at >= :afterTime
ORDER BY created_at, dlq_id
LIMIT :most
