-- Blanks the attempts of locked deliveries.
UPDATE :"schema".webhook_delivery_attempts AS attempt
SET error_message = CASE WHEN attempt.error_message IS NOT NULL THEN :text END,
    request_url = :url,
    request_headers = '{}',
    response_headers = CASE WHEN attempt.response_headers IS NOT NULL THEN '{}'::jsonb END,
    response_body = NULL
WHERE attempt.delivery_id = ANY (:deliveries)
  AND attempt.delivery_created_at BETWEEN :oldest AND :newest
