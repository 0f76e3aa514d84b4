-- The queue that is claimed from, and what time it is.
SELECT queue, clock_timestamp() AS now FROM :"schema".webhook_active_queue
