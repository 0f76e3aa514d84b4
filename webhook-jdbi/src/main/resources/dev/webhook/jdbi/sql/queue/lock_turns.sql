-- Locks the lanes whose turn it is, the longest unserved first, and gives each the number of this claim. None of a queue
-- that isn't active. Says as well from when on there are turns, as a look does: what is before the first of them is gone
-- over once, and its lane may be locked.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
),
first AS MATERIALIZED (
    SELECT (
               SELECT turn FROM :"schema".webhook_lanes
               WHERE NOT slow AND turn >= :from AND turn <= now
               ORDER BY slow, turn, served
               LIMIT 1
           ) AS turn,
           (
               SELECT turn FROM :"schema".webhook_lanes
               WHERE slow AND turn >= :from AND turn <= now
               ORDER BY slow, turn, served
               LIMIT 1
           ) AS slow_turn
    FROM clock
),
fast AS MATERIALIZED (
    SELECT *
    FROM :"schema".webhook_lanes
    WHERE NOT slow AND turn >= (SELECT turn FROM first) AND turn <= (SELECT now FROM clock) AND served < :before
    ORDER BY slow, turn, served
    LIMIT :max
    FOR UPDATE SKIP LOCKED
),
slow AS MATERIALIZED (
    SELECT *
    FROM :"schema".webhook_lanes
    WHERE slow AND turn >= (SELECT slow_turn FROM first) AND turn <= (SELECT now FROM clock) AND served < :before
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
       least(first.turn, first.slow_turn, clock.now - :usualMicros * interval '1 microsecond') AS turns_from
FROM turns, clock, first, :"schema".webhook_active_queue AS active
WHERE active.queue = 'postgres'
