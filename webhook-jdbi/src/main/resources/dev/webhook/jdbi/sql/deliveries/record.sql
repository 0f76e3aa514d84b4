-- Records outcomes of unfinished deliveries: the next state of each, and its attempt. What isn't returned was not
-- recorded; the first columns are there in any case. Each delivery is there already, and so in conflict: that way it is
-- found by its key and taken as it is by then, whatever the plan. What was found before of its last attempt still holds then,
-- or the number of the next one is another.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
),
given AS MATERIALIZED (
    SELECT *
    FROM unnest(
        :deliveries, :created, :attemptNumbers, :outcomeIds, :statuses, :delays, :deliveryErrors, :attempted,
        :outcomes, :causes, :errors, :retryAfters, :urls, :requestHeaders, :ages, :took, :responseStatuses,
        :responseHeaders, :bodies
    ) AS given (
        delivery_id, created_at, attempt_number, outcome_id, status, delay_micros, delivery_error, attempted,
        outcome, cause, error, retry_after_ms, request_url, request_headers, age_micros, took_micros, response_status,
        response_headers, response_body
    )
),
recorded AS (
    INSERT INTO :"schema".webhook_deliveries AS delivery (
        delivery_id, created_at, webhook_id, event_id, message_id, attempt_limit, payload_format, expires_at,
        attempt_number, attempts_made, status, next_retry_at, error_message, last_outcome_id, updated_at,
        request_url, request_headers, request_sent_at,
        response_status, response_headers, response_body, response_received_at, response_time_ms
    )
    SELECT found.delivery_id, found.created_at, found.webhook_id, found.event_id, found.message_id,
           found.attempt_limit, found.payload_format, found.expires_at,
           given.attempt_number, CASE WHEN given.attempted THEN given.attempt_number ELSE found.attempts_made END,
           given.status, clock.now + given.delay_micros * interval '1 microsecond', given.delivery_error,
           given.outcome_id, clock.now,
           CASE WHEN given.attempted THEN given.request_url ELSE found.request_url END,
           CASE WHEN given.attempted THEN given.request_headers::jsonb ELSE found.request_headers END,
           CASE WHEN given.attempted
                THEN clock.now - given.age_micros * interval '1 microsecond'
                ELSE found.request_sent_at
           END,
           CASE WHEN given.attempted THEN given.response_status ELSE found.response_status END,
           CASE WHEN given.attempted THEN given.response_headers::jsonb ELSE found.response_headers END,
           CASE WHEN given.attempted THEN given.response_body ELSE found.response_body END,
           CASE WHEN NOT given.attempted THEN found.response_received_at
                WHEN given.response_status IS NOT NULL
                THEN clock.now + (given.took_micros - given.age_micros) * interval '1 microsecond'
           END,
           CASE WHEN given.attempted THEN given.took_micros / 1000 ELSE found.response_time_ms END
    FROM clock
    CROSS JOIN given
    CROSS JOIN LATERAL (
        SELECT *
        FROM :"schema".webhook_deliveries AS found
        WHERE found.delivery_id = given.delivery_id
          AND found.created_at = given.created_at
          AND found.created_at >= :from
          AND found.created_at < :until
        OFFSET 0
    ) AS found
    ON CONFLICT (delivery_id, created_at) DO UPDATE
    SET status = EXCLUDED.status,
        attempt_number = EXCLUDED.attempts_made + CASE WHEN EXCLUDED.status = 'retrying' THEN 1 ELSE 0 END,
        attempts_made = EXCLUDED.attempts_made,
        next_retry_at = EXCLUDED.next_retry_at,
        error_message = EXCLUDED.error_message,
        last_outcome_id = EXCLUDED.last_outcome_id,
        updated_at = EXCLUDED.updated_at,
        request_url = EXCLUDED.request_url,
        request_headers = EXCLUDED.request_headers,
        request_sent_at = EXCLUDED.request_sent_at,
        response_status = EXCLUDED.response_status,
        response_headers = EXCLUDED.response_headers,
        response_body = EXCLUDED.response_body,
        response_received_at = EXCLUDED.response_received_at,
        response_time_ms = EXCLUDED.response_time_ms
    WHERE delivery.attempt_number = EXCLUDED.attempt_number AND delivery.status NOT IN ('success', 'failed')
    RETURNING delivery.*
),
attempts AS (
    INSERT INTO :"schema".webhook_delivery_attempts (
        delivery_id, delivery_created_at, attempt_number, outcome, unreachable_cause, error_message, retry_after_ms,
        request_url, request_headers, request_sent_at, response_status, response_headers, response_body, took_us,
        outcome_id
    )
    SELECT recorded.delivery_id, recorded.created_at, recorded.attempts_made,
           given.outcome, given.cause, given.error, given.retry_after_ms,
           recorded.request_url, recorded.request_headers, recorded.request_sent_at,
           recorded.response_status, recorded.response_headers, recorded.response_body, given.took_micros,
           given.outcome_id
    -- the one join that is never done in a loop, which would look at each of one for each of the other
    FROM recorded
    FULL JOIN given ON given.delivery_id = recorded.delivery_id
    WHERE coalesce(given.attempted AND recorded.delivery_id IS NOT NULL, FALSE)
)
SELECT clock.now,
       (SELECT queue FROM :"schema".webhook_active_queue) AS queue,
       recorded.delivery_id,
       recorded.webhook_id,
       recorded.event_id,
       recorded.attempts_made
FROM clock
LEFT JOIN recorded ON TRUE
