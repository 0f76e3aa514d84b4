-- Removes the pending dead letters of deliveries of a time.
DELETE FROM :"schema".webhook_dlq WHERE delivery_id >= :first AND delivery_id < :last AND status = 'pending'
