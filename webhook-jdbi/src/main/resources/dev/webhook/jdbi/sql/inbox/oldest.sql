-- Says for how long the first event has been waiting, of transactions from one on.
SELECT extract(epoch FROM clock_timestamp() - :"schema".webhook_id_time(event_id)) * 1000000 AS waiting_micros
FROM :"schema".webhook_event_inbox
WHERE stored_by >= CAST(:from AS xid8)
ORDER BY stored_by, event_id
LIMIT 1
