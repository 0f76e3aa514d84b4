-- I8 a node left at most one request of a delivery off the record, and none if it was neither killed nor suspended, nor cut off at a switch
SELECT r.node, r.message_id, r.request_url, count(*) AS unrecorded
  FROM audit_requests r
  LEFT JOIN audit_nodes n USING (node)
 WHERE NOT r.recorded
 GROUP BY r.node, r.message_id, r.request_url, n.killed_at, n.suspended_at
HAVING count(*) > 1
    OR n.killed_at IS NULL AND n.suspended_at IS NULL
       -- with Redis its leases are lost, and it can't tell PostgreSQL what it has in flight
       AND NOT bool_and(EXISTS (
           SELECT FROM audit_faults p
             JOIN audit_faults s ON s.began_at < p.ended_at AND s.ended_at + interval '2 seconds' > p.began_at
            WHERE p.fault LIKE 'PostgreSQL''s network%' AND r.node LIKE p.target || '-%'
              AND (s.target = 'redis' OR s.fault LIKE 'Redis''s network%')
              AND r.arrived_at < p.ended_at
              AND coalesce(r.answered_at, r.arrived_at + interval '30 seconds') > greatest(p.began_at, s.began_at)));
-- of so many
SELECT count(*) FROM audit_requests
