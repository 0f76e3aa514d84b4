-- Stores a new endpoint, unless it is there already.
INSERT INTO :"schema".webhooks (
    webhook_id, user_id, webhook_url, secret, enabled, description, timeout_seconds, max_retries, retry_strategy,
    event_filters, ip_allowlist, auth_type, auth_credentials, status, failure_count, last_success_at,
    last_failure_at, signing_key, previous_secrets, retry_schedule, rate_limit_per_minute, max_in_flight,
    custom_headers, payload_format, parked_until, circuit_open_until, failing_since, disabled_reason, disabled_at,
    deleted_at, version, created_at, updated_at
)
VALUES (
    :id, :user, :url, :secret, :enabled, :description, :timeout, :maxRetries, :retryStrategy,
    CAST(:eventFilters AS json), CAST(:ipAllowlist AS inet[]), :authType, :authCredentials,
    :status, :failureCount, :lastSuccessAt, :lastFailureAt, CAST(:signingKey AS json),
    CAST(:previousSecrets AS json), :retrySchedule, :rateLimit, :maxInFlight, :customHeaders, :payloadFormat, :parkedUntil, :circuitOpenUntil,
    :failingSince, :disabledReason, :disabledAt, :deletedAt, :version, :createdAt, clock_timestamp()
)
ON CONFLICT (webhook_id) DO NOTHING
