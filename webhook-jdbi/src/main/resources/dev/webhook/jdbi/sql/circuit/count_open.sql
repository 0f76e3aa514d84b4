-- How many circuits aren't closed, nor forgotten.
SELECT count(*)
FROM :"schema".webhook_circuits
WHERE state <> 'closed'
  AND time > clock_timestamp() - :forgetMicros * interval '1 microsecond'
