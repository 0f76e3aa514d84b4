-- Removes finished deliveries.
DELETE FROM :"schema".webhook_queue WHERE delivery_id = ANY (:deliveries)
