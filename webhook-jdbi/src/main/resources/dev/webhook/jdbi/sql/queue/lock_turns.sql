-- Locks the lanes whose turn it is, the longest unserved first, and gives each the number of this claim. None of a queue
-- that isn't active. Says as well from when on there are turns, as a look does.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
),
fast AS MATERIALIZED (
    SELECT *
    FROM :"schema".webhook_lanes
    WHERE NOT slow AND turn >= :from AND turn <= (SELECT now FROM clock) AND served < :before
    ORDER BY slow, turn, served
    LIMIT :max
    FOR UPDATE SKIP LOCKED
),
slow AS MATERIALIZED (
    SELECT *
    FROM :"schema".webhook_lanes
    WHERE slow AND turn >= :from AND turn <= (SELECT now FROM clock) AND served < :before
    ORDER BY slow, turn, served
    LIMIT :maxSlow
    FOR UPDATE SKIP LOCKED
),
turns AS (
    SELECT * FROM fast
    UNION ALL
    SELECT * FROM slow
    ORDER BY turn, served
)
SELECT turns.*, nextval(CAST(:claims AS regclass)) AS claim, active.epoch, clock.now,
       least(
           (
               SELECT turn FROM :"schema".webhook_lanes
               WHERE NOT slow AND turn >= :from AND turn <= clock.now
               ORDER BY slow, turn, served
               LIMIT 1
           ),
           (
               SELECT turn FROM :"schema".webhook_lanes
               WHERE slow AND turn >= :from AND turn <= clock.now
               ORDER BY slow, turn, served
               LIMIT 1
           ),
           clock.now - :usualMicros * interval '1 microsecond'
       ) AS turns_from
FROM turns, clock, :"schema".webhook_active_queue AS active
WHERE active.queue = 'postgres'
