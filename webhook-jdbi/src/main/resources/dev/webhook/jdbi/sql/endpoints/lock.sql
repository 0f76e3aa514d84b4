-- Locks an endpoint that is not deleted.
SELECT webhook_id
FROM :"schema".webhooks
WHERE webhook_id = :id AND deleted_at IS NULL
FOR NO KEY UPDATE
