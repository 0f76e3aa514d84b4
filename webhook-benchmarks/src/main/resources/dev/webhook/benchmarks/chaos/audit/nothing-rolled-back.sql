-- I1 nothing is stored or sent of an event that was rolled back
SELECT event_id FROM webhook_events WHERE event_id NOT IN (SELECT event_id FROM audit_published)
UNION
SELECT event_id FROM webhook_deliveries WHERE event_id NOT IN (SELECT event_id FROM audit_published)
UNION
SELECT message_id::uuid FROM audit_received WHERE message_id::uuid NOT IN (SELECT event_id FROM audit_published);
-- of so many
SELECT (SELECT count(*) FROM webhook_events) + (SELECT count(*) FROM webhook_deliveries) + (SELECT count(*) FROM audit_received)
