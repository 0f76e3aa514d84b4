-- Tells whether there are events, be they taken or not.
SELECT EXISTS (SELECT FROM :"schema".webhook_event_inbox)
