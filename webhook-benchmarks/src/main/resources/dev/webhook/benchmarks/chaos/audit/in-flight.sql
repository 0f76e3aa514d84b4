-- I12 no endpoint has more requests in hand than its cap, but for leases lost and what was in flight at a switch
SELECT r.node, r.message_id, r.request_url, r.arrived_at, w.max_in_flight,
       count(*) AS in_hand
  FROM audit_requests r
  JOIN webhooks w ON w.webhook_url = r.request_url
  JOIN audit_requests o ON o.request_url = r.request_url AND o.arrived_at <= r.arrived_at
   AND coalesce(o.answered_at, o.arrived_at + interval '30 seconds') > r.arrived_at + interval '50 milliseconds'
 WHERE w.max_in_flight < 10 AND o.recorded
 GROUP BY r.request, r.node, r.message_id, r.request_url, r.arrived_at, w.max_in_flight
HAVING count(*) > w.max_in_flight
       * CASE WHEN EXISTS (SELECT FROM audit_faults f
                            WHERE f.target = 'redis' AND r.arrived_at BETWEEN f.began_at AND f.ended_at + interval '90 seconds')
              THEN 2 ELSE 1 END;
-- of so many
SELECT count(*) FROM audit_requests JOIN webhooks ON webhook_url = request_url WHERE max_in_flight < 10
