-- Finds an event, in the one partition that can hold it.
SELECT * FROM :"schema".webhook_events WHERE event_id = :id AND created_at = :time
