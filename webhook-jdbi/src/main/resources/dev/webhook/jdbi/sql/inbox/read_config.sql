-- Says what fan-out goes by; to be asked once the events are taken, so that none misses a subscription that was there. And
-- what a look says: to this transaction, the events that it has taken still are there.
SELECT config_version,
       queue,
       clock_timestamp() AS now,
       CAST(CAST((
           SELECT stored_by
           FROM :"schema".webhook_event_inbox
           WHERE stored_by >= CAST(:from AS xid8)
           ORDER BY stored_by
           LIMIT 1
       ) AS text) AS bigint) AS first,
       CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS unended
FROM :"schema".webhook_config, :"schema".webhook_active_queue
