-- Makes the circuits that are missing, so that they can be locked. By one transaction at a time, and it has to see what the one before made.
INSERT INTO :"schema".webhook_circuits (webhook_id)
SELECT webhook_id
FROM unnest(:endpoints) AS wanted (webhook_id)
WHERE NOT EXISTS (SELECT FROM :"schema".webhook_circuits AS made WHERE made.webhook_id = wanted.webhook_id)
