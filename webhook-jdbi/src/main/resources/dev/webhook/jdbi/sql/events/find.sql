-- Finds an event, in the one partition that can hold it, or in that of the archive.
SELECT * FROM :"schema".webhook_events WHERE event_id = :id AND created_at = :time
UNION ALL
SELECT * FROM :"schema".webhook_events_archive WHERE event_id = :id AND created_at = :time
LIMIT 1
