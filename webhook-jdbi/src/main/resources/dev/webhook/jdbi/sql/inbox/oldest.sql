-- Says for how long the oldest event has been waiting.
SELECT extract(epoch FROM clock_timestamp() - :"schema".webhook_id_time(event_id)) * 1000000 AS waiting_micros
FROM :"schema".webhook_event_inbox
ORDER BY event_id
LIMIT 1
