-- Parks a lane, or leaves a longer park. ARGV: the lane, and the microseconds.
local lane = lane_of(ARGV[1])
park(lane, math.max(lane.parked_until or 0, NOW + tonumber(ARGV[2])))
finish()
