-- Puts deliveries on their lanes; moves those that wait there already, and leaves leased ones alone.
INSERT INTO :"schema".webhook_queue AS queued (delivery_id, webhook_id, due_at)
SELECT delivery_id, webhook_id, :now + due_micros * interval '1 microsecond'
FROM unnest(:deliveries, :lanes, :dues) AS scheduled (delivery_id, webhook_id, due_micros)
ORDER BY delivery_id
ON CONFLICT (delivery_id) DO UPDATE SET due_at = EXCLUDED.due_at WHERE NOT queued.leased
RETURNING webhook_id, due_at, xmax = 0 AS made
