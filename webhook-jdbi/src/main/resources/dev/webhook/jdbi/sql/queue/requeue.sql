-- Lets deliveries wait again whose leases ended.
UPDATE :"schema".webhook_queue AS queued
SET leased = FALSE,
    due_at = :now + back.due_micros * interval '1 microsecond',
    token = NULL,
    lost_leases = CASE WHEN back.attempted THEN 0 ELSE queued.lost_leases END
FROM unnest(:deliveries, :dues, :attempted) AS back (delivery_id, due_micros, attempted)
WHERE queued.delivery_id = back.delivery_id
  -- whatever the join, only these rows are read, and by their key
  AND queued.delivery_id = ANY (:deliveries)
