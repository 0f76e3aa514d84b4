-- Returns how many deliveries wait and are leased, and how many lanes hold any.
local counts = redis.call('HMGET', COUNTS, 'waiting', 'leased')
return {
  tonumber(counts[1] or 0),
  tonumber(counts[2] or 0),
  redis.call('ZCARD', TURNS) + redis.call('ZCARD', SLOW_TURNS)
}
