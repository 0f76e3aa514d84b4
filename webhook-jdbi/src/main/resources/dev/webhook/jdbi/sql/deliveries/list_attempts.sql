-- Attempts by newest delivery, and of one delivery the last first.
SELECT attempt.*, attempt.error_message AS attempt_error
FROM :"schema".webhook_delivery_attempts AS attempt
WHERE (attempt.delivery_id, attempt.attempt_number) < (:before, :beforeNumber)
  AND attempt.delivery_created_at <= :beforeTime
  AND attempt.request_sent_at >= :from
  AND attempt.request_sent_at < :until
  AND (CAST(:success AS boolean) IS NULL OR (attempt.outcome = 'delivered') = :success)
  AND (CAST(:type AS text) IS NULL OR :type = (
      SELECT event.event_type
      FROM :"schema".webhook_deliveries AS delivery
      CROSS JOIN LATERAL (
          SELECT event.event_type
          FROM :"schema".webhook_events AS event
          WHERE event.event_id = delivery.event_id
            AND event.created_at = :"schema".webhook_id_time(delivery.event_id)
          OFFSET 0
      ) AS event
      WHERE delivery.delivery_id = attempt.delivery_id AND delivery.created_at = attempt.delivery_created_at
  ))
ORDER BY attempt.delivery_id DESC, attempt.attempt_number DESC
LIMIT :limit
