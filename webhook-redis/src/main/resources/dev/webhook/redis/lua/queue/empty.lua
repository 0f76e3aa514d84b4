-- Takes a number of lanes with all that they hold off the queue, and at last what belongs to no lane, unless another epoch
-- than the caller's was announced. ARGV: the number, the epoch's stamp. Returns how many lanes are left.
if redis.call('GET', PREFIX .. 'epoch') ~= ARGV[2] then
  return 0
end
for _, turns in ipairs({TURNS, SLOW_TURNS}) do
  for _, id in ipairs(redis.call('ZRANGE', turns, 0, tonumber(ARGV[1]) - 1)) do
    local lane = read_lane(id)
    redis.call('UNLINK', lane.waiting, lane.leased, lane.state)
    redis.call('ZREM', turns, id)
  end
end
local left = redis.call('ZCARD', TURNS) + redis.call('ZCARD', SLOW_TURNS)
if left == 0 then
  redis.call('UNLINK', TOKENS, LOST, COUNTS)
end
return left
