-- The tables that are or were partitions of a table, by their names: how each stands, and what is noted on it.
SELECT found.relname AS name,
       CASE WHEN inherited.inhrelid IS NULL THEN 'DETACHED'
            WHEN inherited.inhdetachpending THEN 'DETACHING'
            ELSE 'ATTACHED' END AS state,
       obj_description(found.oid, 'pg_class') AS note
FROM pg_class AS parent
JOIN pg_class AS found ON found.relnamespace = parent.relnamespace AND found.relkind = 'r'
    AND starts_with(found.relname::text, parent.relname::text || '_')
LEFT JOIN pg_inherits AS inherited ON inherited.inhrelid = found.oid AND inherited.inhparent = parent.oid
WHERE parent.oid = to_regclass(:parent)
ORDER BY found.relname
