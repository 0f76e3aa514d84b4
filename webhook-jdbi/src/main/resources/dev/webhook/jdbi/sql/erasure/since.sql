-- When the first of a user's endpoints and events was made that are on record.
SELECT least(
    (SELECT min(:"schema".webhook_id_time(webhook_id)) FROM :"schema".webhooks WHERE user_id = :user),
    (SELECT created_at FROM :"schema".webhook_events WHERE user_id = :user ORDER BY created_at LIMIT 1),
    (SELECT created_at FROM :"schema".webhook_events_archive WHERE user_id = :user ORDER BY created_at LIMIT 1)
) AS since
