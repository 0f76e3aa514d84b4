-- Ends the epoch that the queue belongs to, so that nodes that know no other are refused, and announces the next. KEYS:
-- which epoch that is. ARGV: the next epoch's stamp; how long keys live, in ms.
local stamp = redis.call('GET', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if stamp then
  redis.call('UNLINK', stamp)
end
