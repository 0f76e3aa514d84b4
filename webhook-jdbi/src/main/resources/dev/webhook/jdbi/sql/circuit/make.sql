-- Makes the circuits that are missing, so that they can be locked.
INSERT INTO :"schema".webhook_circuits (webhook_id)
SELECT webhook_id
FROM unnest(:endpoints) AS wanted (webhook_id)
ORDER BY webhook_id
ON CONFLICT DO NOTHING
