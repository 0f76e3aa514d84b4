-- Raises the beat of an epoch, unless that was done lately.
UPDATE :"schema".webhook_active_queue
SET beat = beat + 1, beat_at = clock_timestamp()
WHERE epoch = CAST(:epoch AS uuid) AND beat_at <= (SELECT clock_timestamp()) - :intervalMicros * interval '1 microsecond'
RETURNING beat
