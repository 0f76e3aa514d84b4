-- Keeps an endpoint for a time. KEYS[1]: its key. ARGV: the seconds, then fields and values. Redis can't lose the time to
-- live between two commands, as it could if they were sent one by one.
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], tonumber(ARGV[1]))
