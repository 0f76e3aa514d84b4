-- The endpoints of a user, deleted or not.
SELECT webhook_id FROM :"schema".webhooks WHERE user_id = :user ORDER BY webhook_id
