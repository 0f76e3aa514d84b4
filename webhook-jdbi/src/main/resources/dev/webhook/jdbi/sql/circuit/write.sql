-- Writes locked circuits back.
UPDATE :"schema".webhook_circuits AS circuit
SET generation = changed.generation,
    state = changed.state,
    time = changed.time,
    consecutive_failures = changed.consecutive_failures,
    openings = changed.openings,
    probe = changed.probe,
    tallies = changed.tallies
FROM unnest(
    :endpoints, :generations, :states, :times, :failures, :openings, :probes, :tallies
) AS changed (webhook_id, generation, state, time, consecutive_failures, openings, probe, tallies)
WHERE circuit.webhook_id = changed.webhook_id
  -- whatever the join, only these rows are read, and by their key
  AND circuit.webhook_id = ANY (:endpoints)
