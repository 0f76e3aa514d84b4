-- Notes that a queue was filled in its epoch.
UPDATE :"schema".webhook_active_queue SET whole = TRUE WHERE epoch = CAST(:epoch AS uuid)
