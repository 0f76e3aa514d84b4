-- Takes deliveries off their lane, leased or not.
DELETE FROM :"schema".webhook_queue WHERE delivery_id = ANY (:deliveries) RETURNING leased
