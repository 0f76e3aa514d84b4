-- A dead letter.
SELECT * FROM :"schema".webhook_dlq WHERE dlq_id = :deadLetter
