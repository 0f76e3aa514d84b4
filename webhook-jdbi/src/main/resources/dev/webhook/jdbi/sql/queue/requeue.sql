-- Lets deliveries wait again whose leases ended. Each is there, since its lane is locked, and so in conflict: that way it is
-- found by its key, whatever the plan.
INSERT INTO :"schema".webhook_queue AS queued (delivery_id, webhook_id, due_at, lost_leases)
SELECT back.delivery_id, ended.webhook_id, :now + back.due_micros * interval '1 microsecond',
       CASE WHEN back.attempted THEN 0 ELSE ended.lost_leases END
FROM unnest(:deliveries, :dues, :attempted) AS back (delivery_id, due_micros, attempted)
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_queue AS ended
    WHERE ended.delivery_id = back.delivery_id
    OFFSET 0
) AS ended
ON CONFLICT (delivery_id) DO UPDATE
SET leased = FALSE,
    due_at = EXCLUDED.due_at,
    token = NULL,
    lost_leases = EXCLUDED.lost_leases
