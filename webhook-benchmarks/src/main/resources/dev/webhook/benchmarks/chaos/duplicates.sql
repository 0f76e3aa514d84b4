-- Requests that the receiver had taken and that were repeated all the same, by what had become of their node.
SELECT count(r.request) || ' requests' AS requests,
       count(*) FILTER (WHERE r.repeated AND r.status < 300) || ' duplicates' AS duplicates,
       count(*) FILTER (WHERE r.repeated AND r.status < 300 AND n.killed_at IS NOT NULL) || ' of killed nodes' AS killed,
       count(*) FILTER (WHERE r.repeated AND r.status < 300 AND n.suspended_at IS NOT NULL) || ' of suspended ones' AS suspended,
       count(*) FILTER (WHERE r.repeated AND r.status < 300 AND n.killed_at IS NULL AND n.suspended_at IS NULL) || ' whose answers were lost' AS lost,
       count(*) FILTER (WHERE NOT r.recorded) || ' off the record' AS unrecorded
  FROM audit_requests r LEFT JOIN audit_nodes n USING (node)
