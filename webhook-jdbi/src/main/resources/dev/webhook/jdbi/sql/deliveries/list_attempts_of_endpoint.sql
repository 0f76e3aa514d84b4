-- Attempts on one endpoint, by newest delivery, and of one delivery the last first.
SELECT attempt.*, attempt.error_message AS attempt_error
FROM :"schema".webhook_deliveries AS delivery
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_delivery_attempts AS attempt
    WHERE attempt.delivery_id = delivery.delivery_id
      AND attempt.delivery_created_at = delivery.created_at
      AND (attempt.delivery_id <> :before OR attempt.attempt_number < :beforeNumber)
      AND attempt.request_sent_at >= :from
      AND attempt.request_sent_at < :until
      AND (CAST(:success AS boolean) IS NULL OR (attempt.outcome = 'delivered') = :success)
    OFFSET 0
) AS attempt
WHERE delivery.webhook_id = :endpoint
  AND (delivery.created_at, delivery.delivery_id) <= (:beforeTime, :before)
  AND delivery.created_at <= :beforeTime
  AND (CAST(:type AS text) IS NULL OR :type = (
      SELECT event.event_type
      FROM :"schema".webhook_events AS event
      WHERE event.event_id = delivery.event_id
        AND event.created_at = :"schema".webhook_id_time(delivery.event_id)
  ))
ORDER BY delivery.created_at DESC, delivery.delivery_id DESC, attempt.attempt_number DESC
LIMIT :limit
