-- Circuits as they stand, and the time. An endpoint without a row has a circuit as new.
SELECT wanted.webhook_id,
       circuit.generation,
       circuit.state,
       circuit.time,
       circuit.consecutive_failures,
       circuit.openings,
       circuit.probe,
       circuit.tallies,
       clock.now
FROM unnest(:endpoints) AS wanted (webhook_id)
CROSS JOIN (SELECT clock_timestamp() AS now OFFSET 0) AS clock
LEFT JOIN :"schema".webhook_circuits AS circuit ON circuit.webhook_id = wanted.webhook_id
