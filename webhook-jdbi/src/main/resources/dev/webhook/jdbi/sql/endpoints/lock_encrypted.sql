-- Locks the next endpoints in the order of their ids, and reads what they hold encrypted.
SELECT webhook_id, secret, signing_key, previous_secrets, auth_credentials, custom_headers
FROM :"schema".webhooks
WHERE CAST(:after AS uuid) IS NULL OR webhook_id > :after
ORDER BY webhook_id
LIMIT :limit
FOR NO KEY UPDATE
