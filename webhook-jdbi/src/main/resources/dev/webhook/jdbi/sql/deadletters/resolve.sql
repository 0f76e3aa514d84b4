-- Resolves those dead letters that are pending.
UPDATE :"schema".webhook_dlq
SET status = :status, resolved_at = (SELECT clock_timestamp()), resolved_by = :by, resolution_notes = :notes
WHERE dlq_id = ANY (:deadLetters) AND status = 'pending'
