-- Each fault: when, how long it lasted, and when its target was heard of again (of a node) or anything was delivered again.
SELECT to_char(f.began_at - (SELECT min(began_at) FROM audit_transactions), 'MI:SS') AS at,
       f.target,
       f.fault,
       'lasted ' || round(extract(epoch FROM f.ended_at - f.began_at), 1) || ' s' AS lasted,
       'recovered ' || coalesce(round(extract(epoch FROM min(r.arrived_at) - f.ended_at), 2) || ' s later', 'by others') AS recovered
  FROM audit_faults f
  LEFT JOIN audit_received r
    ON r.arrived_at >= f.ended_at AND r.arrived_at < f.ended_at + interval '2 minutes'
   AND (r.node LIKE f.target || '-%' OR f.target IN ('postgres', 'redis', 'receiver'))
 GROUP BY f.number
 ORDER BY f.began_at
