-- I2 every delivery is a success, but for those to a denied address, which failed
SELECT d.delivery_id, d.request_url, d.status, d.attempts_made
  FROM webhook_deliveries d
 WHERE d.status <> CASE WHEN d.request_url LIKE 'http://127.0.0.1:%' THEN 'success' ELSE 'failed' END;
-- of so many
SELECT count(*) FROM webhook_deliveries
