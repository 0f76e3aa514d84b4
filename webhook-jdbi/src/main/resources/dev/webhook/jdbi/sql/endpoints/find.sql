-- Finds an endpoint, deleted or not.
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
WHERE webhook_id = :id
