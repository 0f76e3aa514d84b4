-- I6 every lane counts what the queue holds
SELECT coalesce(l.webhook_id, q.webhook_id) AS webhook_id, l.waiting, l.leased, q.waiting AS queued, q.leased AS queued_leased
  FROM webhook_lanes l
  FULL JOIN (SELECT webhook_id, count(*) FILTER (WHERE NOT leased) AS waiting, count(*) FILTER (WHERE leased) AS leased
               FROM webhook_queue GROUP BY webhook_id) q USING (webhook_id)
 WHERE coalesce(l.waiting, 0) <> coalesce(q.waiting, 0) OR coalesce(l.leased, 0) <> coalesce(q.leased, 0);
-- of so many
SELECT count(*) FROM webhook_lanes
