-- I2 every delivery is a success
SELECT delivery_id, status, attempts_made FROM webhook_deliveries WHERE status <> 'success';
-- of so many
SELECT count(*) FROM webhook_deliveries
