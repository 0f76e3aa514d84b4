-- Takes some lanes with all that they hold off the queue, unless it is the active one.
WITH other AS MATERIALIZED (
    SELECT 1 FROM :"schema".webhook_active_queue WHERE queue <> 'postgres' FOR SHARE
),
forgotten AS MATERIALIZED (
    SELECT lane.webhook_id
    FROM other, :"schema".webhook_lanes AS lane
    ORDER BY lane.webhook_id
    LIMIT :most
    FOR UPDATE OF lane
),
deliveries AS (
    DELETE FROM :"schema".webhook_queue WHERE webhook_id = ANY (ARRAY(SELECT webhook_id FROM forgotten))
)
DELETE FROM :"schema".webhook_lanes WHERE webhook_id = ANY (ARRAY(SELECT webhook_id FROM forgotten))
