-- Counts results of attempts. ARGV, after the policy: for each the endpoint, the generation of its permit, the probe's
-- token ('' if it is none), and 1 for a failure. Returns for each 'none', 'opened', 'closed' or 'reopened', and for how
-- many microseconds it is open.

-- Adds a result and returns how many there are and how many failed. A clock that steps back counts on in the newest
-- bucket, unless that is a whole window ahead.
local function add_result(circuit, failed)
  local bucket = math.floor(math.floor(NOW / 1000) / math.floor(POLICY.window_millis / BUCKETS))
  local kept = {}
  for number, calls, failures in string.gmatch(circuit.results, '(%d+):(%d+):(%d+)') do
    if math.abs(tonumber(number) - bucket) < BUCKETS then
      kept[#kept + 1] = {tonumber(number), tonumber(calls), tonumber(failures)}
    end
  end
  if #kept == 0 or kept[#kept][1] < bucket then
    kept[#kept + 1] = {bucket, 0, 0}
  end
  local last = kept[#kept]
  last[2], last[3] = last[2] + 1, last[3] + (failed and 1 or 0)
  local all_calls, all_failures = 0, 0
  for i, tally in ipairs(kept) do
    all_calls, all_failures = all_calls + tally[2], all_failures + tally[3]
    kept[i] = string.format('%.0f:%.0f:%.0f', unpack(tally))
  end
  circuit.results = table.concat(kept, ' ')
  return all_calls, all_failures
end

local function report_closed(circuit, generation, probe, failed)
  if probe ~= '' or generation < circuit.generation then
    return {'none', 0}
  end
  local calls, failures = add_result(circuit, failed)
  local in_a_row = failed and circuit.failures + 1 or 0
  local too_many = calls >= POLICY.calls and failures * 100 >= calls * POLICY.percent
  if failed and (in_a_row >= POLICY.failures or too_many) then
    turn(circuit, 'open', NOW + open_time(1), 1, in_a_row)
    return {'opened', open_time(1)}
  end
  circuit.failures, circuit.time = in_a_row, NOW
  write(circuit)
  return {'none', 0}
end

local function report_probe(circuit, failed)
  if not failed then
    turn(circuit, 'closed', NOW, 0, 0)
    return {'closed', 0}
  end
  local length = open_time(circuit.openings + 1)
  turn(circuit, 'open', NOW + length, circuit.openings + 1, circuit.failures + 1)
  return {'reopened', length}
end

local answers = {}
for i = FIRST, #ARGV, 4 do
  local circuit, probe, failed = circuit_of(ARGV[i]), ARGV[i + 2], ARGV[i + 3] == '1'
  local answer = {'none', 0}
  if circuit.state == 'closed' then
    answer = report_closed(circuit, tonumber(ARGV[i + 1]), probe, failed)
  elseif circuit.state == 'half_open' and probe == circuit.probe then
    answer = report_probe(circuit, failed)
  end
  answers[#answers + 1] = answer
end
return answers
