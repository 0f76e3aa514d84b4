-- Tells whether a lane's turn has come, and this is the active queue.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
)
SELECT EXISTS (SELECT FROM :"schema".webhook_active_queue WHERE queue = 'postgres')
    AND (EXISTS (SELECT FROM :"schema".webhook_lanes WHERE NOT slow AND turn <= (SELECT now FROM clock))
        OR :slow AND EXISTS (SELECT FROM :"schema".webhook_lanes WHERE slow AND turn <= (SELECT now FROM clock)))
