-- Waits for the lane that comes next, and for no other: it is looked up first, so that a lane that was served meanwhile is
-- locked like one that wasn't. Going on to the next would wait while the first is held.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
),
next AS MATERIALIZED (
    (
        SELECT webhook_id, turn, served
        FROM :"schema".webhook_lanes
        WHERE NOT slow AND turn >= :from AND turn <= (SELECT now FROM clock)
        ORDER BY slow, turn, served
        LIMIT 1
    )
    UNION ALL
    (
        SELECT webhook_id, turn, served
        FROM :"schema".webhook_lanes
        WHERE slow AND :slow AND turn >= :from AND turn <= (SELECT now FROM clock)
        ORDER BY slow, turn, served
        LIMIT 1
    )
    ORDER BY turn, served
    LIMIT 1
)
SELECT webhook_id
FROM :"schema".webhook_lanes
WHERE webhook_id = (SELECT webhook_id FROM next)
ORDER BY changes DESC
LIMIT 1
FOR UPDATE
