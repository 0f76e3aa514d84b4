-- Takes events out of the inbox, each locked in the order of its id; waits for a fan-out that is under way.
DELETE FROM :"schema".webhook_event_inbox
WHERE event_id = ANY (ARRAY(
    SELECT event_id FROM :"schema".webhook_event_inbox WHERE event_id = ANY (:ids) ORDER BY event_id FOR UPDATE
))
