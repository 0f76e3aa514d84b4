-- Tells whether the epoch is kept, and notes its beat. KEYS: which epoch the queue belongs to, the epoch's stamp. ARGV:
-- how long keys live, in ms; the beat, or '' for none. Returns the beat before, or nothing if the epoch isn't kept, or the
-- server was started again since it began. What it writes first is refused by a server that is full, and by a replica.
local before = redis.call('HMGET', KEYS[2], 'beat', 'run')
if before[2] ~= string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') then
  return nil
end
redis.call('HSET', KEYS[2], 'beat', ARGV[2] == '' and before[1] or ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return tonumber(before[1])
