-- Takes or renews the housekeeper's lease; no row if another node has it.
UPDATE :"schema".webhook_housekeeping
SET holder = :holder, leased_until = clock_timestamp() + interval '10 minutes'
WHERE holder = :holder OR leased_until <= clock_timestamp()
