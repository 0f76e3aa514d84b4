-- Writes locked circuits back. Each is there, and so in conflict: that way it is found by its key, whatever the plan.
INSERT INTO :"schema".webhook_circuits
    (webhook_id, generation, state, time, consecutive_failures, openings, probe, tallies)
SELECT *
FROM unnest(:endpoints, :generations, :states, :times, :failures, :openings, :probes, :tallies)
ON CONFLICT (webhook_id) DO UPDATE
SET generation = EXCLUDED.generation,
    state = EXCLUDED.state,
    time = EXCLUDED.time,
    consecutive_failures = EXCLUDED.consecutive_failures,
    openings = EXCLUDED.openings,
    probe = EXCLUDED.probe,
    tallies = EXCLUDED.tallies
