-- Lets deliveries wait again whose leases ran out, so many of each lane.
UPDATE :"schema".webhook_queue
SET leased = FALSE, lost_leases = lost_leases + 1
WHERE delivery_id = ANY (ARRAY(
    SELECT lost.delivery_id
    FROM unnest(:lanes, :ends) AS lane (webhook_id, lease_end)
    CROSS JOIN LATERAL (
        SELECT queued.delivery_id
        FROM :"schema".webhook_queue AS queued
        WHERE queued.webhook_id = lane.webhook_id AND queued.leased AND queued.due_at BETWEEN lane.lease_end AND :now
        ORDER BY queued.due_at
        LIMIT :perLane
    ) AS lost
))
RETURNING webhook_id, due_at
