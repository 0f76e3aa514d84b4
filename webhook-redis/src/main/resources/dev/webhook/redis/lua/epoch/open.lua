-- Begins the epoch that was announced, and returns 1 unless another was since. KEYS: which epoch the queue belongs to, the
-- epoch's stamp. ARGV: how long keys live, in ms.
if redis.call('GET', KEYS[1]) ~= KEYS[2] then
  return 0
end
redis.call('HSET', KEYS[2], 'beat', 0, 'run', string.match(redis.call('INFO', 'server'), 'run_id:(%x+)'))
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return 1
