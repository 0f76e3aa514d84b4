-- Puts deliveries on their lanes. ARGV: for each its id, its lane, the microseconds until it is due, and the lane's cap,
-- rate ('' for none) and version of the limits.
for i = 1, #ARGV, 6 do
  local id, lane = ARGV[i], lane_of(ARGV[i + 1])
  learn_limits(lane, tonumber(ARGV[i + 3]), ARGV[i + 4], tonumber(ARGV[i + 5]))
  if not redis.call('ZSCORE', lane.leased, id) then
    more_waiting = more_waiting + redis.call('ZADD', lane.waiting, NOW + tonumber(ARGV[i + 2]), id)
  end
end
finish()
