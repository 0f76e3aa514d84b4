-- Returns how a lane stands: how many wait and are leased, the microseconds it stays parked, and 1 if it is slow.
-- ARGV: the lane.
local lane = read_lane(ARGV[1])
return {
  redis.call('ZCARD', lane.waiting),
  redis.call('ZCARD', lane.leased),
  math.max(0, (lane.parked_until or 0) - NOW),
  lane.slow and 1 or 0
}
