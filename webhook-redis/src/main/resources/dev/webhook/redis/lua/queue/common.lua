-- What the queue's scripts have in common; it stands before each of them. RedisKeys has the picture of the keys.
--
-- KEYS[2], if there is one, is the stamp of the epoch that the caller knows: it is there as long as the queue belongs to
-- it.
--
-- KEYS[1] is the key of the turns. The others begin as it does: which lanes a script touches isn't known beforehand,
-- and all of them are in its slot. Lanes and deliveries are named by the 16 bytes of their ids.
--
-- Times are whole microseconds. They and all other numbers go to Redis as numbers, or by %.0f: `..` and tostring keep 14
-- digits. A script doesn't roll back, so each writes in an order in which an error half-way doubles a delivery and loses
-- none.

if KEYS[2] and redis.call('EXISTS', KEYS[2]) == 0 then
  return redis.error_reply('EPOCH the queue was lost, or belongs to another epoch')
end

local TURNS = KEYS[1]
local PREFIX = string.sub(TURNS, 1, -string.len('lanes') - 1)
local SLOW_TURNS = PREFIX .. 'slow'
local TOKENS = PREFIX .. 'tokens'
local LOST = PREFIX .. 'lost'
local CLAIMS = PREFIX .. 'claims'
local COUNTS = PREFIX .. 'counts'

local LONG = 31 * 24 * 3600 * 1000 -- milliseconds: longer than a delivery stays unfinished
local HOUR = 3600 * 1000000
local BATCH = 1000 -- even, since some batches are of pairs; `unpack` fails from 8,000 on

-- read once: in a script of Redis 7.0 the time goes on
local time = redis.call('TIME')
local NOW = tonumber(time[1]) * 1000000 + tonumber(time[2])

-- A lane's state: the field in Redis, and what it is called here.
local FIELDS = {'v', 'c', 'r', 'p', 'k', 'u', 's', 'a', 'g', 'i'}
local NAMES = {
  'version', 'cap', 'rate', 'parked_until', 'parks', 'cautious', 'slow', 'arrival', 'charged_by', 'interval'
}

-- Most queues have no slow lane at all, and need no look for one.
local any_slow = redis.call('EXISTS', SLOW_TURNS) == 1

-- How many more wait and are leased than when the script began.
local more_waiting, more_leased = 0, 0

local function batched(command, key, values)
  local result = 0
  for first = 1, #values, BATCH do
    result = result + redis.call(command, key, unpack(values, first, math.min(first + BATCH - 1, #values)))
  end
  return result
end

local function read_lane(id)
  local lane = {id = id, waiting = PREFIX .. 'w:' .. id, leased = PREFIX .. 'l:' .. id, state = PREFIX .. 's:' .. id}
  lane.stored = redis.call('HMGET', lane.state, unpack(FIELDS))
  for i, name in ipairs(NAMES) do
    lane[name] = tonumber(lane.stored[i])
  end
  lane.parks = lane.parks or 0
  lane.arrival = lane.arrival or 0
  return lane
end

-- Lanes that a script touches more than once are read once.
local lanes, touched = {}, {}
local function lane_of(id)
  if not lanes[id] then
    lanes[id] = read_lane(id)
    touched[#touched + 1] = lanes[id]
  end
  return lanes[id]
end

-- Of two limits those of the higher version hold; a rate of '' is none. A lane that has no version has the usual limits, or
-- isn't known yet, which comes to the same: most lanes need no state at all.
local USUAL_CAP = 16 -- part of the keys' format: nodes of all versions must read it out of nothing alike

local function has_usual_limits(lane)
  return lane.version == 1 and lane.cap == USUAL_CAP and not lane.rate
end

local function learn_limits(lane, cap, rate, version)
  if not lane.version or version > lane.version then
    lane.version, lane.cap, lane.rate = version, cap, tonumber(rate)
  end
end

-- The most that may be leased.
local function cap(lane)
  return (lane.cautious or lane.slow) and 1 or lane.cap or USUAL_CAP
end

-- The rate is LaneRate's, as it is explained there.
local function burst(rate)
  return math.max(1, math.floor(rate / 60))
end

local function interval(rate)
  return math.floor(60000000 / (rate - burst(rate) + 1)) + 1
end

local function free(lane)
  if not lane.rate then
    return math.huge
  end
  local each = interval(lane.rate)
  return math.max(0, math.floor((NOW + burst(lane.rate) * each - math.max(lane.arrival, NOW)) / each))
end

local function free_at(lane)
  return lane.rate and lane.arrival - (burst(lane.rate) - 1) * interval(lane.rate) or 0
end

local function charge(lane, claim, deliveries)
  if lane.rate and deliveries > 0 then
    lane.interval = interval(lane.rate)
    lane.arrival = math.max(lane.arrival, NOW) + deliveries * lane.interval
    lane.charged_by = claim
  end
end

local function give_back(lane, claim)
  if claim == lane.charged_by then
    lane.arrival = lane.arrival - lane.interval
  end
end

-- Each park bounds how long the lane stays parked, and makes it yield one delivery at a time at first.
local function park(lane, until_time)
  lane.parked_until = until_time
  lane.parks = lane.parks + 1
  lane.cautious = 1
end

local function first_of(key)
  return tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2])
end

-- From when on something can be claimed if nothing changes until then; nil if the lane holds nothing.
local function ready_at(lane)
  local first = first_of(lane.leased)
  if not first or redis.call('ZCARD', lane.leased) < cap(lane) then
    local due = first_of(lane.waiting)
    first = first and due and math.min(first, due) or first or due
  end
  return first and math.max(first, lane.parked_until or 0, free_at(lane))
end

local function place(lane, turn)
  local own, other = TURNS, SLOW_TURNS
  if lane.slow then
    own, other, any_slow = SLOW_TURNS, TURNS, true
  end
  if any_slow then
    redis.call('ZREM', other, lane.id)
  end
  if turn then
    redis.call('ZADD', own, turn, lane.id)
  else
    redis.call('ZREM', own, lane.id)
  end
end

-- Where a lane stands that holds nothing, and until when it matters.
local function expire(lane)
  local last = math.max(lane.parked_until or 0, lane.arrival or 0, (lane.slow or lane.cautious) and NOW + HOUR or 0)
  if last <= NOW then
    redis.call('DEL', lane.state)
  else
    redis.call('PEXPIREAT', lane.state, math.floor(last / 1000) + 1)
  end
end

local function write_state(lane, holds)
  if lane.arrival <= NOW then
    lane.arrival, lane.charged_by, lane.interval = nil, nil, nil
  end
  if lane.parked_until and lane.parked_until <= NOW then
    lane.parked_until = nil
  end
  if has_usual_limits(lane) then
    lane.version, lane.cap = nil, nil
  end
  local set, gone = {}, {}
  for i, name in ipairs(NAMES) do
    local before, after = tonumber(lane.stored[i]), lane[name]
    if after == 0 and name == 'parks' then
      after = nil
    end
    if after and after ~= before then
      set[#set + 1] = FIELDS[i]
      set[#set + 1] = after
    elseif before and not after then
      gone[#gone + 1] = FIELDS[i]
    end
  end
  if #gone > 0 then
    redis.call('HDEL', lane.state, unpack(gone))
  end
  if #set > 0 then
    redis.call('HSET', lane.state, unpack(set))
    redis.call('PEXPIRE', lane.state, LONG)
  end
  if not holds then
    expire(lane)
  end
end

-- Puts a lane that was touched where it now belongs; one that was due and still is keeps its place.
local function refresh(lane)
  local ready = ready_at(lane)
  local turn = ready and math.max(ready, NOW)
  if ready and ready <= NOW then
    local before = tonumber(redis.call('ZSCORE', lane.stored[7] and SLOW_TURNS or TURNS, lane.id))
    turn = before and before <= NOW and before or turn
  end
  place(lane, turn)
  write_state(lane, turn)
  if turn then
    redis.call('PEXPIRE', lane.state, LONG)
  end
end

local function count(field, more)
  if more ~= 0 and redis.call('HINCRBY', COUNTS, field, more) == 0 then
    redis.call('HDEL', COUNTS, field)
  end
end

local function finish()
  for _, lane in ipairs(touched) do
    refresh(lane)
  end
  count('waiting', more_waiting)
  count('leased', more_leased)
  if more_waiting ~= 0 or more_leased ~= 0 then
    redis.call('PEXPIRE', COUNTS, LONG)
  end
end
