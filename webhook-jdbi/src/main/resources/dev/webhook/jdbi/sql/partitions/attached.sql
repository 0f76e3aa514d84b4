-- The partitions of a table: attached, or with a detach begun and not ended; and what is noted on them.
SELECT partition.relname AS name, inherited.inhdetachpending AS detaching,
       obj_description(partition.oid, 'pg_class') AS note
FROM pg_inherits AS inherited
JOIN pg_class AS partition ON partition.oid = inherited.inhrelid
WHERE inherited.inhparent = to_regclass(:parent)
ORDER BY partition.relname
