-- Locks circuits, and says what time it is once all are locked. Only the latest version of each is read.
WITH locked AS MATERIALIZED (
    SELECT circuit.*
    FROM (SELECT webhook_id FROM unnest(:endpoints) AS ids (webhook_id) ORDER BY webhook_id) AS wanted
    CROSS JOIN LATERAL (
        SELECT *
        FROM :"schema".webhook_circuits AS circuit
        WHERE circuit.webhook_id = wanted.webhook_id
        ORDER BY circuit.changes DESC
        LIMIT 1
        FOR UPDATE
    ) AS circuit
),
clock AS MATERIALIZED (
    SELECT clock_timestamp() AS now FROM (SELECT count(*) FROM locked) AS all_locked
)
SELECT locked.*, clock.now
FROM clock, locked
