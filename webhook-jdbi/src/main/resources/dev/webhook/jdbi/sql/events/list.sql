-- Lists events, newest first; ids are in the order of their times.
SELECT *
FROM :"schema".webhook_events
WHERE created_at >= :from
  AND created_at < :until
  AND event_id < :before
  AND (CAST(:type AS varchar) IS NULL OR event_type = :type)
  AND (CAST(:user AS bigint) IS NULL OR user_id = :user)
  AND (CAST(:routing AS varchar) IS NULL OR :routing = CASE
      WHEN routing_error IS NOT NULL THEN 'FAILED'
      WHEN processed_at IS NULL THEN 'WAITING'
      ELSE 'ROUTED'
  END)
ORDER BY created_at DESC, event_id DESC
LIMIT :limit
