-- How a lane stands.
SELECT waiting,
       leased,
       slow,
       greatest(0, extract(epoch FROM parked_until - clock_timestamp()) * 1000000)::bigint AS parked_micros
FROM :"schema".webhook_lanes
WHERE webhook_id = :lane
ORDER BY changes DESC
LIMIT 1
