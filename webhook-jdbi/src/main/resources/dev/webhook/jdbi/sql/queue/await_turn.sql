-- Waits for the lane that comes next, and for no other: it is looked up first, so that a lane that was served meanwhile is
-- locked like one that wasn't. Going on to the next would wait while the first is held.
SELECT webhook_id
FROM :"schema".webhook_lanes
WHERE webhook_id = (
    SELECT webhook_id
    FROM :"schema".webhook_lanes
    WHERE (NOT slow OR :slow) AND turn <= (SELECT clock_timestamp())
    ORDER BY turn, served
    LIMIT 1
)
ORDER BY changes DESC
LIMIT 1
FOR UPDATE
