-- Whether a table exists (no row if not), and is a partition.
SELECT EXISTS (
    SELECT FROM pg_inherits AS inherited
    WHERE inherited.inhrelid = found.oid AND inherited.inhparent = to_regclass(:parent)
      AND NOT inherited.inhdetachpending
) AS attached
FROM pg_class AS found
WHERE found.oid = to_regclass(:table)
