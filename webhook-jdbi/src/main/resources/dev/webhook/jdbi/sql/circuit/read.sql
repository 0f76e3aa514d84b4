-- Circuits as they stand, and the time. An endpoint without a row has a circuit as new. Each look-up goes down from the
-- latest version there could be, whatever the plan, and the first that it comes to may be another endpoint's.
SELECT wanted.webhook_id,
       circuit.changes,
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
LEFT JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_circuits AS circuit
    WHERE circuit.webhook_id <= wanted.webhook_id
    ORDER BY circuit.webhook_id DESC, circuit.changes DESC
    LIMIT 1
) AS circuit ON circuit.webhook_id = wanted.webhook_id
