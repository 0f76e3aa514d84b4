-- Stores an event as one whose fan-out has ended.
INSERT INTO :"schema".webhook_events
    (event_id, created_at, event_type, event_data, user_id, source_service, headers, processed_at)
VALUES (:id, :time, :type, CAST(:data AS json), :user, :source, CAST(:headers AS json), clock_timestamp())
ON CONFLICT (event_id, created_at) DO NOTHING
