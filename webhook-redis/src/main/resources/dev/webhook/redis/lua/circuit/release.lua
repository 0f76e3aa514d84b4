-- Takes a probe back, so that the next attempt that asks gets it. ARGV, after the policy: the endpoint, and the token.
local circuit = circuit_of(ARGV[FIRST])
if circuit.state == 'half_open' and circuit.probe == ARGV[FIRST + 1] then
  turn(circuit, 'open', NOW, circuit.openings, circuit.failures)
end
