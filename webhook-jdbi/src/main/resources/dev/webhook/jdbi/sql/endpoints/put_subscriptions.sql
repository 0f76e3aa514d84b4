-- Makes the subscriptions of an endpoint that it doesn't have yet, and changes those that differ.
INSERT INTO :"schema".webhook_subscriptions AS present
    (subscription_id, webhook_id, event_type, filters, enabled, created_at, position)
SELECT subscription_id, :id, event_type, CAST(filters AS json), enabled, created_at, position
FROM unnest(:subscriptions, :eventTypes, :filters, :enabled, :created) WITH ORDINALITY
    AS wanted (subscription_id, event_type, filters, enabled, created_at, position)
ON CONFLICT (subscription_id) DO UPDATE
SET event_type = EXCLUDED.event_type,
    filters = EXCLUDED.filters,
    enabled = EXCLUDED.enabled,
    position = EXCLUDED.position
WHERE (present.event_type, CAST(present.filters AS text), present.enabled, present.position)
    IS DISTINCT FROM (EXCLUDED.event_type, CAST(EXCLUDED.filters AS text), EXCLUDED.enabled, EXCLUDED.position)
