-- The time.
SELECT clock_timestamp() AS now
