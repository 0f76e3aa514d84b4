-- Sets what is left of a lane's park. ARGV: the lane, the cap, rate ('' for none) and version of its limits, and the
-- microseconds that are left.
local lane = lane_of(ARGV[1])
local left = tonumber(ARGV[5])
learn_limits(lane, tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4]))
if left > 0 then
  park(lane, NOW + left)
else
  lane.parked_until, lane.cautious = nil, nil
end
finish()
