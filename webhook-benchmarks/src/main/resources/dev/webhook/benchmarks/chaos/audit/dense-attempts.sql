-- I4 attempt numbers are dense and unique from 1, and as many as were counted
SELECT d.delivery_id, d.attempts_made, array_agg(a.attempt_number ORDER BY a.attempt_number) AS numbers
  FROM webhook_deliveries d
  LEFT JOIN webhook_delivery_attempts a ON a.delivery_id = d.delivery_id
 GROUP BY d.delivery_id, d.created_at
HAVING count(a.attempt_number) <> d.attempts_made
    OR count(DISTINCT a.attempt_number) <> count(a.attempt_number)
    OR coalesce(min(a.attempt_number), 1) <> 1
    OR coalesce(max(a.attempt_number), 0) <> count(a.attempt_number);
-- of so many
SELECT count(*) FROM webhook_deliveries
