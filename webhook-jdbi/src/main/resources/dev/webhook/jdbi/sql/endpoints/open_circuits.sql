-- The endpoints whose circuit was opened and hasn't been closed since, and for how long each is still to be open.
SELECT webhook_id,
       greatest(0, extract(epoch FROM circuit_open_until - clock_timestamp()) * 1000000)::bigint AS open_micros
FROM :"schema".webhooks
WHERE circuit_open_until IS NOT NULL
