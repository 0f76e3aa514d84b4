-- Which queue is active.
SELECT queue, epoch, whole, (extract(epoch FROM clock_timestamp() - since) * 1000000)::bigint AS age_micros,
       (extract(epoch FROM hold) * 1000000)::bigint AS hold_micros
FROM :"schema".webhook_active_queue
