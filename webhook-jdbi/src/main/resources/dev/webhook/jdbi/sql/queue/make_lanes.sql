-- Makes the lanes that are missing.
INSERT INTO :"schema".webhook_lanes (webhook_id)
SELECT webhook_id
FROM unnest(:lanes) AS wanted (webhook_id)
ORDER BY webhook_id
ON CONFLICT DO NOTHING
