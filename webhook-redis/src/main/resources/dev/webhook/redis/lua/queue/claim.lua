-- Leases due deliveries. ARGV: the most of all, of each lane and of slow lanes, the lease's microseconds, a word of the
-- caller's own that no other claim has. Returns for each delivery its id, lane, token, lost leases, and 1 if the lane is
-- slow.
local max, per_lane, slow_left = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local lease_end, nonce = NOW + tonumber(ARGV[4]), ARGV[5]
local claim
local leases = {}
local any_lost = redis.call('EXISTS', LOST) == 1

-- A lane is asked for at most as many as the claim wants of it, so that a crash's leases don't come in one piece.
local function take_back_lost(lane, most)
  local lost = redis.call('ZRANGEBYSCORE', lane.leased, '-inf', NOW, 'WITHSCORES', 'LIMIT', 0, most)
  local ids, pairs_of = {}, {}
  for i = 1, #lost, 2 do
    ids[#ids + 1] = lost[i]
    pairs_of[i], pairs_of[i + 1] = lost[i + 1], lost[i]
    redis.call('HINCRBY', LOST, lost[i], 1)
  end
  if #ids > 0 then
    batched('ZADD', lane.waiting, pairs_of)
    batched('ZREM', lane.leased, ids)
    redis.call('PEXPIRE', LOST, LONG)
    more_waiting, more_leased = more_waiting + #ids, more_leased - #ids
    any_lost = true
  end
end

-- A token is the claim's number, the delivery's within it, how often the lane had been parked, whether its rate was
-- charged, and the nonce: a replica that was promoted may give the same number out again.
local function lease(lane, ids)
  local ends, tokens = {}, {}
  for i, id in ipairs(ids) do
    ends[2 * i - 1], ends[2 * i] = lease_end, id
    tokens[2 * i - 1] = id
    tokens[2 * i] =
      string.format('%.0f-%.0f-%.0f-%s-%s', claim, #leases + i, lane.parks, lane.rate and '1' or '0', nonce)
  end
  batched('ZADD', lane.leased, ends)
  batched('HSET', TOKENS, tokens)
  batched('ZREM', lane.waiting, ids)
  more_waiting, more_leased = more_waiting - #ids, more_leased + #ids
  for i, id in ipairs(ids) do
    local lost = any_lost and tonumber(redis.call('HGET', LOST, id) or 0) or 0
    leases[#leases + 1] = {id, lane.id, tokens[2 * i], lost, lane.slow and 1 or 0}
  end
end

local function claim_from(lane, most)
  local room = math.min(most, free(lane))
  if redis.call('EXISTS', lane.leased) == 1 then
    take_back_lost(lane, most)
    room = math.min(room, cap(lane) - redis.call('ZCARD', lane.leased))
  else
    room = math.min(room, cap(lane))
  end
  local ids = {}
  if room > 0 then
    ids = redis.call('ZRANGEBYSCORE', lane.waiting, '-inf', NOW, 'LIMIT', 0, room)
  end
  if #ids > 0 then
    lease(lane, ids)
    charge(lane, claim, #ids)
  end
  -- later than now, so that its turn is over for this claim
  local ready = ready_at(lane)
  place(lane, ready and math.max(ready, NOW + 1))
  write_state(lane, ready)
end

-- The next lanes whose turn it is, of both kinds, the longest unserved first.
local function next_lanes()
  local found = {}
  for _, kind in ipairs({{TURNS, math.min(max - #leases, 32)}, {SLOW_TURNS, math.min(slow_left, 32)}}) do
    if kind[2] > 0 then
      local turns = redis.call('ZRANGEBYSCORE', kind[1], '-inf', NOW, 'WITHSCORES', 'LIMIT', 0, kind[2])
      for i = 1, #turns, 2 do
        found[#found + 1] = {id = turns[i], turn = tonumber(turns[i + 1])}
      end
    end
  end
  table.sort(found, function(a, b) return a.turn < b.turn or a.turn == b.turn and a.id < b.id end)
  return found
end

local visits = 0
repeat
  local found = next_lanes()
  if #found > 0 and not claim then
    claim = redis.call('INCR', CLAIMS)
    redis.call('PEXPIRE', CLAIMS, LONG)
  end
  for _, turn in ipairs(found) do
    visits = visits + 1
    local lane = read_lane(turn.id)
    local before = #leases
    local most = math.min(per_lane, max - before, lane.slow and slow_left or per_lane)
    if most > 0 then
      claim_from(lane, most)
      slow_left = slow_left - (lane.slow and #leases - before or 0)
    end
  end
  -- lanes that have nothing to give, such as one at a time and not settled, don't make a claim long
until #found == 0 or #leases == max or visits >= 2 * max + 32

if #leases > 0 then
  redis.call('PEXPIRE', TOKENS, LONG)
end
finish()
return leases
