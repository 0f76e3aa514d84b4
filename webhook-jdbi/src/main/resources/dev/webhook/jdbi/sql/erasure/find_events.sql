-- The next events of a user in the order of their ids, in the archive's table too. Each table yields a part, so that no
-- more is read.
SELECT event_id
FROM (
    (
        SELECT event_id, created_at
        FROM :"schema".webhook_events
        WHERE user_id = :user AND (created_at, event_id) > (:afterTime, :after) AND created_at >= :afterTime
        ORDER BY created_at, event_id
        LIMIT :most
    )
    UNION ALL
    (
        SELECT event_id, created_at
        FROM :"schema".webhook_events_archive
        WHERE user_id = :user AND (created_at, event_id) > (:afterTime, :after) AND created_at >= :afterTime
        ORDER BY created_at, event_id
        LIMIT :most
    )
) AS owned
ORDER BY created_at, event_id
LIMIT :most
