-- How full the queue is.
SELECT coalesce(sum(waiting), 0)::bigint AS waiting,
       coalesce(sum(leased), 0)::bigint AS leased,
       count(*) FILTER (WHERE waiting + leased > 0) AS lanes
FROM :"schema".webhook_lanes
