-- Deliveries to one endpoint, newest first.
SELECT delivery.*, attempt.*
FROM (
    SELECT *
    FROM :"schema".webhook_deliveries AS delivery
    WHERE delivery.webhook_id = :endpoint
      AND (delivery.created_at, delivery.delivery_id) < (:beforeTime, :before)
      AND delivery.created_at <= :beforeTime
      AND delivery.created_at >= :from
      AND delivery.created_at < :until
      AND (CAST(:event AS uuid) IS NULL OR delivery.event_id = :event)
      AND (CAST(:status AS text) IS NULL OR delivery.status = :status)
      AND (CAST(:type AS text) IS NULL OR :type = (
          SELECT event.event_type
          FROM :"schema".webhook_events AS event
          WHERE event.event_id = delivery.event_id
            AND event.created_at = :"schema".webhook_id_time(delivery.event_id)
      ))
    ORDER BY delivery.created_at DESC, delivery.delivery_id DESC
    LIMIT :limit
) AS delivery
LEFT JOIN LATERAL (
    SELECT attempt.outcome, attempt.unreachable_cause, attempt.retry_after_ms, attempt.took_us,
           attempt.error_message AS attempt_error
    FROM :"schema".webhook_delivery_attempts AS attempt
    WHERE attempt.delivery_id = delivery.delivery_id
      AND attempt.delivery_created_at = delivery.created_at
      AND attempt.attempt_number = delivery.attempts_made
    OFFSET 0
) AS attempt ON TRUE
ORDER BY delivery.delivery_id DESC
