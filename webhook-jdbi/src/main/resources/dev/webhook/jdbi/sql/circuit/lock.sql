-- Locks circuits, and says what time it is once all are locked.
WITH locked AS MATERIALIZED (
    SELECT *
    FROM :"schema".webhook_circuits
    WHERE webhook_id = ANY (:endpoints)
    ORDER BY webhook_id
    FOR UPDATE
),
clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now FROM (SELECT count(*) FROM locked) AS all_locked
)
SELECT locked.*, clock.now
FROM clock, locked
