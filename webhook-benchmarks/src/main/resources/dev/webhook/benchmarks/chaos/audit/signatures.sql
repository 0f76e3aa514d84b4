-- I9 every request's signature verifies over the bytes that arrived
SELECT request, node, message_id, request_url FROM audit_received WHERE NOT verified;
-- of so many
SELECT count(*) FROM audit_received
