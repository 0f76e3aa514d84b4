-- Disables locked endpoints that answered 410 Gone.
UPDATE :"schema".webhooks
SET status = 'disabled', disabled_reason = 'gone', disabled_at = :now, version = version + 1, updated_at = :now
WHERE webhook_id = ANY (:endpoints)
