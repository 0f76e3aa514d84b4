-- Takes events out of the inbox.
DELETE FROM :"schema".webhook_event_inbox WHERE event_id = ANY (:ids)
