-- Removes endpoints that were deleted before a time and have nothing left, with their lanes, some at a time.
WITH forgotten AS (
    DELETE FROM :"schema".webhooks
    WHERE ctid = ANY (ARRAY(
        SELECT endpoint.ctid FROM :"schema".webhooks AS endpoint
        WHERE endpoint.deleted_at <= :before
          AND NOT EXISTS (SELECT FROM :"schema".webhook_deliveries AS made WHERE made.webhook_id = endpoint.webhook_id)
          AND NOT EXISTS (SELECT FROM :"schema".webhook_dlq AS dead WHERE dead.webhook_id = endpoint.webhook_id)
          AND NOT EXISTS (SELECT FROM :"schema".webhook_queue AS queued WHERE queued.webhook_id = endpoint.webhook_id)
        LIMIT :most FOR UPDATE SKIP LOCKED
    ))
    RETURNING webhook_id
), lanes AS (
    DELETE FROM :"schema".webhook_lanes WHERE webhook_id = ANY (ARRAY(SELECT webhook_id FROM forgotten))
)
SELECT count(*) FROM forgotten
