-- Stores events that have no idempotency key, and puts each that was not there into the inbox.
WITH stored AS (
    INSERT INTO :"schema".webhook_events
        (event_id, created_at, event_type, event_data, user_id, source_service, headers)
    SELECT event_id, created_at, event_type, CAST(event_data AS json), user_id, source_service, CAST(headers AS json)
    FROM unnest(:ids, :times, :types, :data, :users, :sources, :headers)
        AS published (event_id, created_at, event_type, event_data, user_id, source_service, headers)
    ON CONFLICT (event_id, created_at) DO NOTHING
    RETURNING event_id
)
INSERT INTO :"schema".webhook_event_inbox (event_id)
SELECT event_id FROM stored
