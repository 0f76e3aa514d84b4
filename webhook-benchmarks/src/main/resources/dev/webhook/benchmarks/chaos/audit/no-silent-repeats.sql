-- I8 a node left at most one request of a delivery off the record, and none if it was neither killed nor suspended
SELECT r.node, r.message_id, r.request_url, count(*) AS unrecorded
  FROM audit_requests r
  LEFT JOIN audit_nodes n USING (node)
 WHERE NOT r.recorded
 GROUP BY r.node, r.message_id, r.request_url, n.killed_at, n.suspended_at
HAVING count(*) > 1 OR n.killed_at IS NULL AND n.suspended_at IS NULL;
-- of so many
SELECT count(*) FROM audit_requests
