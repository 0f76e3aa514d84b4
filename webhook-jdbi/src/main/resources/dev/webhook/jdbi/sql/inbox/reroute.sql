-- Puts an event whose fan-out failed back into the inbox, from where the fan-out goes on after what it stored.
WITH failed AS (
    UPDATE :"schema".webhook_events
    SET processed_at = NULL, routing_error = NULL
    WHERE event_id = :id AND created_at = :time AND routing_error IS NOT NULL
    RETURNING event_id, routed_until
)
INSERT INTO :"schema".webhook_event_inbox (event_id, routed_until)
SELECT event_id, routed_until FROM failed
