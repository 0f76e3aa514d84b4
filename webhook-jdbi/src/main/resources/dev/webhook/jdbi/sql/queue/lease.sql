-- Leases due deliveries, so many of each lane. Each is there, since its lane is locked, and so in conflict: that way it is
-- found by its key, whatever the plan.
WITH due AS MATERIALIZED (
    SELECT taken.delivery_id, lane.webhook_id, taken.due_at, gen_random_uuid() AS token, taken.lost_leases,
           lane.charge, lane.parks
    FROM unnest(:lanes, :heads, :rooms, :charges, :parks) AS lane (webhook_id, head, room, charge, parks)
    CROSS JOIN LATERAL (
        SELECT waiting.delivery_id, waiting.due_at, waiting.lost_leases
        FROM :"schema".webhook_queue AS waiting
        WHERE waiting.webhook_id = lane.webhook_id
          AND NOT waiting.leased
          AND waiting.due_at BETWEEN lane.head AND :now
        ORDER BY waiting.due_at
        LIMIT lane.room
    ) AS taken
),
leased AS (
    INSERT INTO :"schema".webhook_queue AS queued (delivery_id, webhook_id, leased, due_at, token, charge, parks)
    SELECT delivery_id, webhook_id, TRUE, :now + :leaseMicros * interval '1 microsecond', token, charge, parks
    FROM due
    ON CONFLICT (delivery_id) DO UPDATE
    SET leased = TRUE,
        due_at = EXCLUDED.due_at,
        token = EXCLUDED.token,
        charge = EXCLUDED.charge,
        parks = EXCLUDED.parks
)
SELECT delivery_id, webhook_id, token, lost_leases, due_at
FROM due
