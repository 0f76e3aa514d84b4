-- Whether this role owns a table, and so may make, detach and drop its partitions.
SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:parent)
