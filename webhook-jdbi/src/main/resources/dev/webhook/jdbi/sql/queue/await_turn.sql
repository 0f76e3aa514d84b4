-- Waits for the one lane whose turn it is and that another transaction holds.
SELECT webhook_id
FROM :"schema".webhook_lanes
WHERE (NOT slow OR :slow) AND turn <= (SELECT clock_timestamp())
ORDER BY turn, served
LIMIT 1
FOR UPDATE
