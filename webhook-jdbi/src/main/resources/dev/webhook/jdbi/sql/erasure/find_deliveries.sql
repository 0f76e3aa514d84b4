-- The next deliveries to an endpoint in the order of their ids.
SELECT delivery_id
FROM :"schema".webhook_deliveries
WHERE webhook_id = :endpoint AND (created_at, delivery_id) > (:afterTime, :after) AND created_at >= :afterTime
ORDER BY created_at, delivery_id
LIMIT :most
