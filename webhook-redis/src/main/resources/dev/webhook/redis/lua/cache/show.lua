-- Puts a set in the place of another, for a time. KEYS[1]: its key. ARGV: the seconds, then the members, perhaps none.
redis.call('DEL', KEYS[1])
for first = 2, #ARGV, 1000 do
  redis.call('SADD', KEYS[1], unpack(ARGV, first, math.min(first + 999, #ARGV)))
end
redis.call('EXPIRE', KEYS[1], tonumber(ARGV[1]))
