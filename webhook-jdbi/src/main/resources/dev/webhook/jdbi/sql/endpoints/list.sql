-- Lists endpoints that are not deleted, newest first.
SELECT webhooks.*,
       CAST(ip_allowlist AS text[]) AS allowed_ranges,
       (
           SELECT json_agg(
               json_build_array(
                   subscription_id, event_type, CAST(filters AS text), subscription.enabled, subscription.created_at
               )
               ORDER BY position
           )
           FROM :"schema".webhook_subscriptions AS subscription
           WHERE subscription.webhook_id = webhooks.webhook_id
       ) AS subscriptions
FROM :"schema".webhooks
WHERE deleted_at IS NULL
  AND (CAST(:user AS bigint) IS NULL OR user_id = :user)
  AND (CAST(:status AS text) IS NULL OR status = :status)
  AND (CAST(:after AS uuid) IS NULL OR webhook_id < :after)
ORDER BY webhook_id DESC
LIMIT :limit
