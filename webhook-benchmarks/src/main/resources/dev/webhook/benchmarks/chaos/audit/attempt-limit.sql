-- I4 no delivery had more attempts than its limit
SELECT d.delivery_id, d.attempt_limit, count(*) AS attempts
  FROM webhook_deliveries d
  JOIN webhook_delivery_attempts a ON a.delivery_id = d.delivery_id
 GROUP BY d.delivery_id, d.created_at
HAVING count(*) > d.attempt_limit;
-- of so many
SELECT count(*) FROM webhook_deliveries
