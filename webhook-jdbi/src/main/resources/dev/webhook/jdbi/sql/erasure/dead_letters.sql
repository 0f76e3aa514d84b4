-- Blanks dead letters, each locked in the order of its id, and discards those that are pending.
WITH locked AS MATERIALIZED (
    SELECT *, status = 'pending' AS pending
    FROM :"schema".webhook_dlq
    WHERE dlq_id = ANY (:deadLetters)
      AND (status = 'pending' OR last_error IS NOT NULL OR resolution_notes IS DISTINCT FROM :text)
    ORDER BY dlq_id
    FOR UPDATE
)
UPDATE :"schema".webhook_dlq AS letter
SET last_error = NULL,
    status = CASE WHEN locked.pending THEN 'discarded' ELSE locked.status END,
    resolved_at = coalesce(locked.resolved_at, clock_timestamp()),
    resolved_by = coalesce(locked.resolved_by, :text),
    resolution_notes = :text
FROM locked
WHERE letter.dlq_id = locked.dlq_id
RETURNING locked.pending
