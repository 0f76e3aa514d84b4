-- Deletes and blanks endpoints of a user, some at a time.
UPDATE :"schema".webhooks
SET webhook_url = :url,
    secret = '',
    signing_key = NULL,
    previous_secrets = '[]',
    description = NULL,
    event_filters = NULL,
    ip_allowlist = '{}',
    auth_type = 'none',
    auth_credentials = NULL,
    custom_headers = NULL,
    status = 'disabled',
    disabled_reason = 'deleted',
    disabled_at = coalesce(deleted_at, clock.now),
    deleted_at = coalesce(deleted_at, clock.now),
    failure_count = 0,
    last_success_at = NULL,
    last_failure_at = NULL,
    failing_since = NULL,
    parked_until = NULL,
    circuit_open_until = NULL,
    version = version + 1,
    updated_at = clock.now
FROM (SELECT clock_timestamp() AS now OFFSET 0) AS clock
WHERE webhook_id = ANY (ARRAY(
    SELECT webhook_id
    FROM :"schema".webhooks
    WHERE user_id = :user AND (deleted_at IS NULL OR webhook_url <> :url)
    ORDER BY webhook_id
    LIMIT :most
    FOR NO KEY UPDATE
))
RETURNING webhook_id
