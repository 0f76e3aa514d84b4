-- Makes the lanes that are missing. By one transaction at a time, and it has to see what the one before made.
INSERT INTO :"schema".webhook_lanes (webhook_id)
SELECT webhook_id
FROM unnest(:lanes) AS wanted (webhook_id)
WHERE NOT EXISTS (SELECT FROM :"schema".webhook_lanes AS made WHERE made.webhook_id = wanted.webhook_id)
