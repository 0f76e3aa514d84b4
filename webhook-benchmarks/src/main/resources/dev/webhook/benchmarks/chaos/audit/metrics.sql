-- I18 each node told of as many attempts as are on record of it; one that was killed, of no more
SELECT n.node, n.attempted AS told, count(a.delivery_id) AS recorded
  FROM audit_nodes n
  LEFT JOIN audit_attempts a USING (node)
 GROUP BY n.node, n.attempted, n.killed_at
HAVING n.attempted > count(a.delivery_id) OR n.killed_at IS NULL AND n.attempted <> count(a.delivery_id);
-- of so many
SELECT coalesce(sum(attempted), 0) FROM audit_nodes
