-- Closes a circuit and forgets its results. ARGV, after the policy: the endpoint.
turn(circuit_of(ARGV[FIRST]), 'closed', NOW, 0, 0)
