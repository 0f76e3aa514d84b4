-- Counts the circuits that are open or half-open.
redis.call('ZREMRANGEBYSCORE', OPEN, '-inf', string.format('%.0f', NOW))
return redis.call('ZCARD', OPEN)
