-- Whether somebody is making partitions of a table, or has and others may not have heard of it yet.
SELECT EXISTS (
    SELECT FROM pg_locks AS held
    JOIN pg_database AS here ON here.oid = held.database AND here.datname = current_database()
    WHERE held.locktype = 'advisory'
      AND held.granted
      AND held.classid::bigint = hashtext('webhook partitions')::bigint & 4294967295
      AND held.objid::bigint = hashtext(:parent)::bigint & 4294967295
)
