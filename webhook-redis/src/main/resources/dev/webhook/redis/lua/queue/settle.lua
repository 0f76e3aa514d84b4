-- Ends leases. ARGV: for each its delivery, lane and token, 'complete', 'reschedule' or 'release', the microseconds until
-- the delivery is due again, and 'fast', 'slow' or 'unknown'. Returns the places, from 1, of those that came too late.
local late = {}

local function learn_speed(lane, speed, parks)
  if speed ~= 'unknown' then
    lane.slow = speed == 'slow' and 1 or nil
    if parks == lane.parks then
      lane.cautious = nil
    end
  end
end

-- The first write frees memory: a Redis that has none left lets the script's later ones pass.
local function settle(lane, id, kind, due, speed, token)
  local claim, parks, charged = string.match(token, '^(%d+)-%d+-(%d+)-(%d)')
  redis.call('HDEL', TOKENS, id)
  if kind == 'release' then
    give_back(lane, charged == '1' and tonumber(claim))
  else
    learn_speed(lane, speed, tonumber(parks))
    redis.call('HDEL', LOST, id)
  end
  -- one whose lease was taken back waits already
  if kind == 'complete' then
    local leased = redis.call('ZREM', lane.leased, id)
    more_leased = more_leased - leased
    more_waiting = more_waiting - (leased == 1 and 0 or redis.call('ZREM', lane.waiting, id))
  else
    more_waiting = more_waiting + redis.call('ZADD', lane.waiting, due, id)
    more_leased = more_leased - redis.call('ZREM', lane.leased, id)
  end
end

for i = 1, #ARGV, 6 do
  local id, token = ARGV[i], ARGV[i + 2]
  if redis.call('HGET', TOKENS, id) == token then
    settle(lane_of(ARGV[i + 1]), id, ARGV[i + 3], NOW + tonumber(ARGV[i + 4]), ARGV[i + 5], token)
  else
    late[#late + 1] = (i + 5) / 6
  end
end
finish()
return late
