-- Stores events, some of which have idempotency keys, and says for each key which event it stands for. An event whose key
-- stands for another is left out; if one stands for other content, all are. A key in use is written as it was, to have it
-- returned; it waits for another transaction that uses the key.
WITH clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now
),
published AS MATERIALIZED (
    SELECT *,
           CASE WHEN idempotency_key IS NOT NULL
                THEN sha256(convert_to(event_type || ' ' || event_data, 'UTF8'))
           END AS content_hash
    FROM unnest(:ids, :times, :types, :data, :users, :sources, :headers, :keys) WITH ORDINALITY
        AS event (event_id, created_at, event_type, event_data, user_id, source_service, headers, idempotency_key, place)
),
used AS (
    INSERT INTO :"schema".webhook_idempotency_keys AS key
        (broadcast, user_id, idempotency_key, event_id, content_hash, expires_at)
    SELECT user_id IS NULL, coalesce(user_id, 0), idempotency_key, event_id, content_hash, clock.now + interval '24 hours'
    FROM published, clock
    WHERE idempotency_key IS NOT NULL
    ORDER BY user_id IS NULL, user_id, idempotency_key COLLATE "C"
    ON CONFLICT (broadcast, user_id, idempotency_key) DO UPDATE
    SET (event_id, content_hash, expires_at) = (
        SELECT CASE WHEN over THEN EXCLUDED.event_id ELSE key.event_id END,
               CASE WHEN over THEN EXCLUDED.content_hash ELSE key.content_hash END,
               CASE WHEN over THEN EXCLUDED.expires_at ELSE key.expires_at END
        FROM (SELECT key.expires_at <= clock.now AS over FROM clock) AS expiry
    )
    RETURNING *
),
judged AS (
    SELECT published.place, used.event_id AS stands_for, used.content_hash = published.content_hash AS same
    FROM published
    JOIN used
        ON used.broadcast = (published.user_id IS NULL)
        AND used.user_id = coalesce(published.user_id, 0)
        AND used.idempotency_key = published.idempotency_key
),
stored AS (
    INSERT INTO :"schema".webhook_events
        (event_id, created_at, event_type, event_data, user_id, source_service, headers)
    SELECT event_id, created_at, event_type, CAST(event_data AS json), user_id, source_service, CAST(headers AS json)
    FROM published
    LEFT JOIN judged USING (place)
    WHERE coalesce(stands_for = event_id, TRUE) AND NOT EXISTS (SELECT FROM judged WHERE NOT same)
    ON CONFLICT (event_id, created_at) DO NOTHING
    RETURNING event_id
),
waiting AS (
    INSERT INTO :"schema".webhook_event_inbox (event_id)
    SELECT event_id FROM stored
)
SELECT place, stands_for, same FROM judged ORDER BY place
