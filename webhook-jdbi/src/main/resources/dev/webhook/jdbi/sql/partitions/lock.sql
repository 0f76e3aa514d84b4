-- Makes partitions one after another, until the transaction ends; nothing else waits for it.
SELECT pg_advisory_xact_lock(hashtext('webhook partitions'), hashtext(:parent))
