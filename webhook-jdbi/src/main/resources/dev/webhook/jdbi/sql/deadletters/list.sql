-- Dead letters, newest first.
SELECT *
FROM :"schema".webhook_dlq
WHERE (created_at, dlq_id) < (:beforeTime, :before)
  AND created_at >= :from
  AND created_at < :until
  AND (CAST(:endpoint AS uuid) IS NULL OR webhook_id = :endpoint)
  AND (CAST(:delivery AS uuid) IS NULL OR delivery_id = :delivery)
  AND (CAST(:status AS text) IS NULL OR status = :status)
  AND (CAST(:reason AS text) IS NULL OR failure_reason = :reason)
ORDER BY created_at DESC, dlq_id DESC
LIMIT :limit
