-- Returns how a circuit stands: its state, the microseconds that are left of it, and the failures in a row. ARGV, after
-- the policy: the endpoint.
local circuit = circuit_of(ARGV[FIRST])
return {circuit.state, circuit.state == 'closed' and 0 or math.max(0, circuit.time - NOW), circuit.failures}
