-- Locks dead letters.
SELECT *
FROM :"schema".webhook_dlq
WHERE dlq_id = ANY (:deadLetters)
ORDER BY dlq_id
FOR UPDATE
