-- Writes what locked endpoints hold encrypted; they stay what they are, and so do their versions.
UPDATE :"schema".webhooks AS endpoint
SET secret = changed.secret,
    previous_secrets = CAST(changed.previous_secrets AS json),
    auth_credentials = changed.auth_credentials,
    custom_headers = changed.custom_headers
FROM unnest(:ids, :secrets, :previousSecrets, :authCredentials, :customHeaders)
    AS changed (webhook_id, secret, previous_secrets, auth_credentials, custom_headers)
WHERE endpoint.webhook_id = changed.webhook_id
  -- whatever the join, only these rows are read, and by their key
  AND endpoint.webhook_id = ANY (:ids)
