-- Leases due deliveries, so many of each lane.
UPDATE :"schema".webhook_queue AS queued
SET leased = TRUE,
    due_at = :now + :leaseMicros * interval '1 microsecond',
    token = gen_random_uuid(),
    charge = due.charge,
    parks = due.parks
FROM (
    SELECT taken.delivery_id, taken.due_at, lane.charge, lane.parks
    FROM unnest(:lanes, :heads, :rooms, :charges, :parks) AS lane (webhook_id, head, room, charge, parks)
    CROSS JOIN LATERAL (
        SELECT waiting.delivery_id, waiting.due_at
        FROM :"schema".webhook_queue AS waiting
        WHERE waiting.webhook_id = lane.webhook_id
          AND NOT waiting.leased
          AND waiting.due_at BETWEEN lane.head AND :now
        ORDER BY waiting.due_at, waiting.delivery_id
        LIMIT lane.room
    ) AS taken
    OFFSET 0
) AS due
WHERE queued.delivery_id = due.delivery_id
RETURNING queued.delivery_id, queued.webhook_id, queued.token, queued.lost_leases, due.due_at
