-- I2 a successful delivery's last attempt was delivered, and no other was
SELECT d.delivery_id, array_agg(a.outcome ORDER BY a.attempt_number) AS outcomes
  FROM webhook_deliveries d
  LEFT JOIN audit_attempts a USING (delivery_id)
 WHERE d.status = 'success'
 GROUP BY d.delivery_id
HAVING count(*) FILTER (WHERE a.outcome = 'delivered') <> 1
    OR (array_agg(a.outcome ORDER BY a.attempt_number DESC))[1] <> 'delivered';
-- of so many
SELECT count(*) FROM webhook_deliveries WHERE status = 'success'
