-- I16 when all dispatchers have been closed, no thread, lease or connection of theirs is left
SELECT node, threads_left, NULL::bigint AS leased, NULL::bigint AS connections FROM audit_nodes
 WHERE killed_at IS NULL AND coalesce(threads_left, 'it did not tell') <> ''
UNION ALL
SELECT NULL, NULL, leased, connections FROM audit_rest WHERE leased > 0 OR connections > 0;
-- of so many
SELECT count(*) FROM audit_nodes, audit_rest WHERE killed_at IS NULL
