-- Locks lanes, and says what time it is once all are locked. Only the latest version of each is read.
WITH locked AS MATERIALIZED (
    SELECT lane.*
    FROM (SELECT webhook_id FROM unnest(:lanes) AS ids (webhook_id) ORDER BY webhook_id) AS wanted
    CROSS JOIN LATERAL (
        SELECT *
        FROM :"schema".webhook_lanes AS lane
        WHERE lane.webhook_id = wanted.webhook_id
        ORDER BY lane.changes DESC
        LIMIT 1
        FOR UPDATE
    ) AS lane
),
clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now FROM (SELECT count(*) FROM locked) AS all_locked
)
SELECT locked.*, (SELECT epoch FROM :"schema".webhook_active_queue) AS epoch, clock.now
FROM clock, locked
