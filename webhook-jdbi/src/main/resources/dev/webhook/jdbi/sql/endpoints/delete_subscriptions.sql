-- Deletes the subscriptions of an endpoint that it no longer has.
DELETE FROM :"schema".webhook_subscriptions
WHERE webhook_id = :id AND subscription_id <> ALL (:subscriptions)
