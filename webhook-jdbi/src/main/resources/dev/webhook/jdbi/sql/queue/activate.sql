-- Makes a queue the active one, with a new epoch, unless another epoch has begun meanwhile.
UPDATE :"schema".webhook_active_queue
SET queue = :queue,
    epoch = gen_random_uuid(),
    since = clock_timestamp(),
    hold = :holdMicros * interval '1 microsecond',
    whole = FALSE,
    beat = 0,
    beat_at = clock_timestamp()
WHERE epoch = CAST(:seen AS uuid)
RETURNING queue, epoch, whole, 0::bigint AS age_micros, (extract(epoch FROM hold) * 1000000)::bigint AS hold_micros
