-- Which transaction stored the first event there is, from one on, be it taken or not; and the oldest that hasn't ended.
SELECT CAST(CAST((
           SELECT stored_by
           FROM :"schema".webhook_event_inbox
           WHERE stored_by >= CAST(:from AS xid8)
           ORDER BY stored_by
           LIMIT 1
       ) AS text) AS bigint) AS first,
       CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS unended
