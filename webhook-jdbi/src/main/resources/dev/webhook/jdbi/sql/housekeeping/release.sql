-- Gives the housekeeper's lease back.
UPDATE :"schema".webhook_housekeeping
SET holder = NULL, leased_until = '-infinity', last_run_at = clock_timestamp()
WHERE holder = :holder
