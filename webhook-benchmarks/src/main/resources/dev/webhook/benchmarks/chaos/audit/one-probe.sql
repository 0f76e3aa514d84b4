-- I10 while an endpoint fails and its circuit is open, it gets at most one probe in 5 s from all nodes together
WITH opened AS MATERIALIZED (
    SELECT x.webhook_id, w.webhook_url, x.until,
           (SELECT a.ended_at FROM audit_attempts a
             WHERE a.webhook_id = x.webhook_id AND a.outcome <> 'delivered' AND a.sent_at > x.since
             ORDER BY a.ended_at OFFSET 4 LIMIT 1) + interval '1.5 seconds' AS since
      FROM audit_spells x JOIN webhooks w USING (webhook_id)
     WHERE x.state = 'failing'
), probes AS (
    SELECT o.webhook_id, r.node, r.arrived_at,
           lag(r.arrived_at) OVER (PARTITION BY o.webhook_id, o.since ORDER BY r.arrived_at) AS previous_at
      FROM opened o JOIN audit_received r ON r.request_url = o.webhook_url AND r.arrived_at BETWEEN o.since AND o.until
)
SELECT * FROM probes p
 WHERE arrived_at < previous_at + interval '4.5 seconds'
   AND NOT EXISTS (SELECT FROM audit_faults f
                    WHERE f.target IN ('postgres', 'redis')
                      AND f.began_at < p.arrived_at AND f.ended_at > p.previous_at - interval '10 seconds');
-- of so many
SELECT count(*) FROM audit_spells WHERE state = 'failing'
