-- Takes locked events out of the inbox.
DELETE FROM :"schema".webhook_event_inbox WHERE ctid = ANY (CAST(:places AS tid[]))
