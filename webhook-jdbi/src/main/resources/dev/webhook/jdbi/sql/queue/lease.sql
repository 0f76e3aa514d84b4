-- Leases due deliveries, so many of each lane.
WITH due AS MATERIALIZED (
    SELECT taken.delivery_id, taken.due_at, lane.charge, lane.parks
    FROM unnest(:lanes, :heads, :rooms, :charges, :parks) AS lane (webhook_id, head, room, charge, parks)
    CROSS JOIN LATERAL (
        SELECT waiting.delivery_id, waiting.due_at
        FROM :"schema".webhook_queue AS waiting
        WHERE waiting.webhook_id = lane.webhook_id
          AND NOT waiting.leased
          AND waiting.due_at BETWEEN lane.head AND :now
        ORDER BY waiting.due_at
        LIMIT lane.room
    ) AS taken
)
UPDATE :"schema".webhook_queue AS queued
SET leased = TRUE,
    due_at = :now + :leaseMicros * interval '1 microsecond',
    token = gen_random_uuid(),
    charge = due.charge,
    parks = due.parks
FROM due
WHERE queued.delivery_id = due.delivery_id
  -- whatever the join, only these rows are read, and by their key
  AND queued.delivery_id = ANY (ARRAY(SELECT delivery_id FROM due))
RETURNING queued.delivery_id, queued.webhook_id, queued.token, queued.lost_leases, due.due_at
