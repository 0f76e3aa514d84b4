-- Records outcomes of unfinished deliveries: the next state of each, and its attempt. What isn't returned was not
-- recorded; the first columns are there in any case.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
),
given AS MATERIALIZED (
    SELECT *
    FROM unnest(
        :deliveries, :attemptNumbers, :outcomeIds, :statuses, :delays, :deliveryErrors, :attempted,
        :outcomes, :causes, :errors, :retryAfters, :urls, :requestHeaders, :ages, :took, :responseStatuses,
        :responseHeaders, :bodies
    ) AS given (
        delivery_id, attempt_number, outcome_id, status, delay_micros, delivery_error, attempted,
        outcome, cause, error, retry_after_ms, request_url, request_headers, age_micros, took_micros, response_status,
        response_headers, response_body
    )
),
recorded AS (
    UPDATE :"schema".webhook_deliveries AS delivery
    SET status = given.status,
        attempt_number = CASE WHEN given.attempted THEN given.attempt_number ELSE delivery.attempts_made END
            + CASE WHEN given.status = 'retrying' THEN 1 ELSE 0 END,
        attempts_made = CASE WHEN given.attempted THEN given.attempt_number ELSE delivery.attempts_made END,
        next_retry_at = clock.now + given.delay_micros * interval '1 microsecond',
        error_message = given.delivery_error,
        last_outcome_id = given.outcome_id,
        updated_at = clock.now,
        request_url = CASE WHEN given.attempted THEN given.request_url ELSE delivery.request_url END,
        request_headers =
            CASE WHEN given.attempted THEN given.request_headers::jsonb ELSE delivery.request_headers END,
        request_sent_at =
            CASE WHEN given.attempted
                 THEN clock.now - given.age_micros * interval '1 microsecond'
                 ELSE delivery.request_sent_at
            END,
        response_status = CASE WHEN given.attempted THEN given.response_status ELSE delivery.response_status END,
        response_headers =
            CASE WHEN given.attempted THEN given.response_headers::jsonb ELSE delivery.response_headers END,
        response_body = CASE WHEN given.attempted THEN given.response_body ELSE delivery.response_body END,
        response_received_at =
            CASE WHEN NOT given.attempted THEN delivery.response_received_at
                 WHEN given.response_status IS NOT NULL
                 THEN clock.now + (given.took_micros - given.age_micros) * interval '1 microsecond'
            END,
        response_time_ms =
            CASE WHEN given.attempted THEN given.took_micros / 1000 ELSE delivery.response_time_ms END
    FROM clock, given
    WHERE delivery.delivery_id = given.delivery_id
      AND delivery.attempt_number = given.attempt_number
      -- not IN ('pending', 'retrying'), for which the indexes of all that is unfinished would be read
      AND delivery.status NOT IN ('success', 'failed')
      -- whatever the join, only the partitions of these months are read, and by their key
      AND delivery.delivery_id = ANY (:deliveries)
      AND delivery.created_at >= :from
      AND delivery.created_at < :until
    RETURNING delivery.*, given.attempted, given.outcome, given.cause, given.error, given.retry_after_ms,
        given.took_micros
),
attempts AS (
    INSERT INTO :"schema".webhook_delivery_attempts (
        delivery_id, delivery_created_at, attempt_number, outcome, unreachable_cause, error_message, retry_after_ms,
        request_url, request_headers, request_sent_at, response_status, response_headers, response_body, took_us
    )
    SELECT delivery_id, created_at, attempts_made, outcome, cause, error, retry_after_ms,
           request_url, request_headers, request_sent_at, response_status, response_headers, response_body, took_micros
    FROM recorded
    WHERE attempted
)
SELECT clock.now,
       (SELECT queue FROM :"schema".webhook_active_queue) AS queue,
       recorded.delivery_id,
       recorded.webhook_id,
       recorded.event_id,
       recorded.attempts_made
FROM clock
LEFT JOIN recorded ON TRUE
