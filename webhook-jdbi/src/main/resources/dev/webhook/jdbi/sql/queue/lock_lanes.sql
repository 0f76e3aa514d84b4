-- Locks lanes, and says what time it is once all are locked.
WITH locked AS MATERIALIZED (
    SELECT *
    FROM :"schema".webhook_lanes
    WHERE webhook_id = ANY (:lanes)
    ORDER BY webhook_id
    FOR UPDATE
),
clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now FROM (SELECT count(*) FROM locked) AS all_locked
)
SELECT locked.*, (SELECT epoch FROM :"schema".webhook_active_queue) AS epoch, clock.now
FROM clock, locked
