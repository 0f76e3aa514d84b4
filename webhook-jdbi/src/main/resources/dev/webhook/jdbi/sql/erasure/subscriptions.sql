-- Deletes the subscriptions of endpoints.
DELETE FROM :"schema".webhook_subscriptions WHERE webhook_id = ANY (:endpoints)
