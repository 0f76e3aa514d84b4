-- I5 no two nodes had the same delivery in hand at a time, unless the first lost its lease
SELECT r.message_id, r.request_url, r.node, o.node AS other, r.arrived_at, o.arrived_at AS other_arrived_at
  FROM audit_requests r
  JOIN audit_requests o USING (message_id, request_url)
 WHERE o.arrived_at > r.arrived_at AND o.arrived_at < r.answered_at AND r.recorded;
-- of so many
SELECT count(*) FROM audit_requests
