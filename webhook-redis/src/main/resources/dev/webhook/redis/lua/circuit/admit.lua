-- Answers attempts that want to be made. ARGV, after the policy: for each the endpoint, and a token for it should it be
-- the probe. Returns for each the generation, and 'admitted', 'probe', or the microseconds to wait.
local answers = {}
for i = FIRST, #ARGV, 2 do
  local circuit = circuit_of(ARGV[i])
  local answer = 'admitted'
  if circuit.state ~= 'closed' then
    if NOW < circuit.time then
      answer = circuit.time - NOW
    else
      turn(circuit, 'half_open', NOW + POLICY.probe_time, circuit.openings, circuit.failures, ARGV[i + 1])
      answer = 'probe'
    end
  end
  answers[#answers + 1] = {circuit.generation, answer}
end
return answers
