-- Says what fan-out goes by; to be asked once the events are taken, so that none misses a subscription that was there.
SELECT config_version, queue, clock_timestamp() AS now
FROM :"schema".webhook_config, :"schema".webhook_active_queue
