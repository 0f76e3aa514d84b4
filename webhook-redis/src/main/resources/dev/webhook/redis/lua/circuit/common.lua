-- What the scripts of circuits have in common; it stands before each of them. What a circuit does is defined by the
-- class Circuit, and every transition here is one of its.
--
-- KEYS[1] is what the keys begin with, the endpoint's id follows. ARGV begins with the policy. Times are whole
-- microseconds; see queue/common.lua for how numbers are passed.
--
-- A circuit is a hash: state (closed, open, half_open); generation; time (the last result's, the end of the open time, or
-- of the probe's); failures in a row; openings since it was last closed; probe, the token of the one under way; results,
-- BUCKET:CALLS:FAILURES for each sixth of the window that saw any. It goes when it is forgotten. Those that aren't closed
-- are in a sorted set too, with the time when they are.

local POLICY = {
  failures = tonumber(ARGV[1]),
  calls = tonumber(ARGV[2]),
  percent = tonumber(ARGV[3]),
  window_millis = tonumber(ARGV[4]),
  open_time = tonumber(ARGV[5]),
  longest_open_time = tonumber(ARGV[6]),
  probe_time = tonumber(ARGV[7]),
  forget_time = tonumber(ARGV[8])
}
local FIRST = 9
local OPEN = KEYS[1] .. 'open'
local BUCKETS = 6
local FIELDS = {'state', 'generation', 'time', 'failures', 'openings', 'probe', 'results'}

-- read once: in a script of Redis 7.0 the time goes on
local time = redis.call('TIME')
local NOW = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function circuit_of(id)
  local key = KEYS[1] .. id
  local stored = redis.call('HMGET', key, unpack(FIELDS))
  local since = tonumber(stored[3])
  if not since or NOW >= since + POLICY.forget_time then
    return {id = id, key = key, state = 'closed', generation = 0, time = 0, failures = 0, openings = 0, results = ''}
  end
  return {
    id = id,
    key = key,
    state = stored[1],
    generation = tonumber(stored[2]),
    time = since,
    failures = tonumber(stored[4]),
    openings = tonumber(stored[5]),
    probe = stored[6] or nil,
    results = stored[7] or ''
  }
end

local function write(circuit)
  redis.call('DEL', circuit.key)
  redis.call(
    'HSET', circuit.key, 'state', circuit.state, 'generation', circuit.generation, 'time', circuit.time,
    'failures', circuit.failures, 'openings', circuit.openings
  )
  if circuit.probe then
    redis.call('HSET', circuit.key, 'probe', circuit.probe)
  end
  if circuit.results ~= '' then
    redis.call('HSET', circuit.key, 'results', circuit.results)
  end
  redis.call('PEXPIREAT', circuit.key, math.floor((circuit.time + POLICY.forget_time) / 1000) + 1)
end

-- Keeps the set of those that aren't closed, which lives at least as long as any of them.
local function list(circuit)
  if circuit.state == 'closed' then
    redis.call('ZREM', OPEN, circuit.id)
  else
    redis.call('ZADD', OPEN, string.format('%.0f', circuit.time + POLICY.forget_time), circuit.id)
    local longest = POLICY.longest_open_time + POLICY.probe_time + POLICY.forget_time
    redis.call('PEXPIREAT', OPEN, math.floor((NOW + longest) / 1000) + 1)
  end
end

-- Each way from a state to another, and a reset, begins a new generation.
local function turn(circuit, state, at, openings, failures, probe)
  circuit.generation = circuit.generation + 1
  circuit.state, circuit.time, circuit.openings, circuit.failures = state, at, openings, failures
  circuit.probe, circuit.results = probe, ''
  write(circuit)
  list(circuit)
end

local function open_time(openings)
  local length = POLICY.open_time
  local n = 1
  while n < openings and length < POLICY.longest_open_time do
    length = length * 2
    n = n + 1
  end
  return math.min(length, POLICY.longest_open_time)
end
