-- Locks some lanes that are to be forgotten, unless theirs is the active queue.
WITH other AS MATERIALIZED (
    SELECT 1 FROM :"schema".webhook_active_queue WHERE queue <> 'postgres' FOR SHARE
)
SELECT lane.webhook_id
FROM other, :"schema".webhook_lanes AS lane
ORDER BY lane.webhook_id
LIMIT :most
FOR UPDATE OF lane
