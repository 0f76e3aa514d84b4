-- I8 no request that was taken and recorded was repeated
SELECT node, message_id, request_url FROM audit_requests WHERE status < 300 AND recorded AND repeated;
-- of so many
SELECT count(*) FROM audit_requests WHERE status < 300 AND recorded
