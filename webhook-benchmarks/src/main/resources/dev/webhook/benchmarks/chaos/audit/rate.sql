-- I11 no more attempts started in any 59 s than the endpoint's rate permits in 60 s
SELECT * FROM (
    SELECT a.delivery_id, a.attempt_number, a.sent_at, w.rate_limit_per_minute,
           count(*) OVER (PARTITION BY a.webhook_id ORDER BY a.sent_at
                          RANGE BETWEEN CURRENT ROW AND interval '59 seconds' FOLLOWING) AS started
      FROM audit_attempts a
      JOIN webhooks w USING (webhook_id)
      LEFT JOIN audit_nodes n USING (node)
     WHERE w.rate_limit_per_minute IS NOT NULL AND n.suspended_at IS NULL) AS windows
 WHERE started > rate_limit_per_minute;
-- of so many
SELECT count(*) FROM audit_attempts JOIN webhooks USING (webhook_id) WHERE rate_limit_per_minute IS NOT NULL
