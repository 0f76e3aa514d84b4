-- Writes locked circuits back. Each is there, and so in conflict: that way it is found by its key, whatever the plan.
INSERT INTO :"schema".webhook_circuits AS circuit
    (webhook_id, changes, generation, state, time, consecutive_failures, openings, probe, tallies)
SELECT *
FROM unnest(:endpoints, :changes, :generations, :states, :times, :failures, :openings, :probes, :tallies)
ON CONFLICT (webhook_id, changes) DO UPDATE
SET changes = circuit.changes + 1,
    generation = EXCLUDED.generation,
    state = EXCLUDED.state,
    time = EXCLUDED.time,
    consecutive_failures = EXCLUDED.consecutive_failures,
    openings = EXCLUDED.openings,
    probe = EXCLUDED.probe,
    tallies = EXCLUDED.tallies
