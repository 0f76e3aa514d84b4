-- Waits until no other transaction makes rows of a table whose key can't keep them from being made twice.
SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(:table, 0))) AS waited
