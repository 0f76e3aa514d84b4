-- Opens circuits as another breaker has left them. ARGV, after the policy: for each the endpoint, and for how many
-- microseconds.
for i = FIRST, #ARGV, 2 do
  local circuit, ends = circuit_of(ARGV[i]), NOW + tonumber(ARGV[i + 1])
  if circuit.state == 'closed' or circuit.time < ends then
    turn(circuit, 'open', ends, math.max(1, circuit.openings), circuit.failures)
  end
end
