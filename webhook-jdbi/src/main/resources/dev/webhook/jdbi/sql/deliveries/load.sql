-- Unfinished deliveries with all that an attempt needs. Each look-up is in the one partition that the id names.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
)
SELECT delivery.*,
       attempt.*,
       event.event_type,
       event.event_data,
       event.user_id,
       event.source_service,
       event.headers,
       endpoint.version AS endpoint_version,
       (extract(epoch FROM endpoint.parked_until - clock.now) * 1000000)::bigint AS parked_micros,
       (extract(epoch FROM delivery.next_retry_at - clock.now) * 1000000)::bigint AS due_micros,
       (extract(epoch FROM delivery.expires_at - clock.now) * 1000000)::bigint AS expires_micros,
       (SELECT epoch FROM :"schema".webhook_active_queue) AS epoch
FROM clock
CROSS JOIN unnest(:deliveries, :created) AS wanted (delivery_id, created_at)
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_deliveries AS delivery
    WHERE delivery.delivery_id = wanted.delivery_id
      AND delivery.created_at = wanted.created_at
      -- not IN ('pending', 'retrying'), for which the indexes of all that is unfinished would be read
      AND delivery.status NOT IN ('success', 'failed')
    OFFSET 0
) AS delivery
CROSS JOIN LATERAL (
    -- the archive is looked at only if the event has moved there
    SELECT *
    FROM :"schema".webhook_events AS event
    WHERE event.event_id = delivery.event_id AND event.created_at = :"schema".webhook_id_time(delivery.event_id)
    UNION ALL
    SELECT *
    FROM :"schema".webhook_events_archive AS archived
    WHERE archived.event_id = delivery.event_id AND archived.created_at = :"schema".webhook_id_time(delivery.event_id)
    LIMIT 1
) AS event
CROSS JOIN LATERAL (
    SELECT endpoint.version, endpoint.parked_until
    FROM :"schema".webhooks AS endpoint
    WHERE endpoint.webhook_id = delivery.webhook_id
    OFFSET 0
) AS endpoint
LEFT JOIN LATERAL (
    SELECT attempt.outcome, attempt.unreachable_cause, attempt.retry_after_ms, attempt.took_us,
           attempt.error_message AS attempt_error
    FROM :"schema".webhook_delivery_attempts AS attempt
    WHERE attempt.delivery_id = delivery.delivery_id
      AND attempt.delivery_created_at = delivery.created_at
      AND attempt.attempt_number = delivery.attempts_made
      AND delivery.attempts_made > 0
    OFFSET 0
) AS attempt ON TRUE
