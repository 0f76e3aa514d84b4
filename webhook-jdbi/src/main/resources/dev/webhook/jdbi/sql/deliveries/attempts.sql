-- The attempts of a delivery, the first first.
SELECT *, error_message AS attempt_error
FROM :"schema".webhook_delivery_attempts
WHERE delivery_id = :delivery AND delivery_created_at = :created
ORDER BY attempt_number
