-- Whether a lane's turn has come and this is the active queue; and a time from which on there are turns, be their lanes locked
-- or not: a transaction that is about to commit has set its lane's turn a moment ago.
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
)
SELECT active.queue = 'postgres' AND (turn IS NOT NULL OR (:slow AND slow_turn IS NOT NULL)) AS ready,
       least(turn, slow_turn, now - :usualMicros * interval '1 microsecond') AS turns_from
FROM clock, first, :"schema".webhook_active_queue AS active
