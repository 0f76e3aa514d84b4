-- Lets deliveries be due no earlier than a while from now, unless an attempt was recorded meanwhile.
UPDATE :"schema".webhook_deliveries
SET next_retry_at = greatest(next_retry_at, clock_timestamp() + :micros * interval '1 microsecond')
WHERE delivery_id = ANY (:deliveries)
  AND created_at = ANY (:created)
  AND (delivery_id, attempt_number) IN (SELECT * FROM unnest(:deliveries, :attempts))
  AND status NOT IN ('success', 'failed')
