-- Keeps locked events in the inbox whose fan-out goes on later, and notes from where.
UPDATE :"schema".webhook_event_inbox AS inbox
SET routed_until = partial.routed_until
FROM unnest(:ids, :afters) AS partial (event_id, routed_until)
WHERE inbox.event_id = partial.event_id
  -- whatever the join, only these rows are read
  AND inbox.ctid = ANY (CAST(:places AS tid[]))
