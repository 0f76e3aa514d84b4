-- I9 all attempts of a delivery have the same body
SELECT message_id, request_url, count(DISTINCT body_hash) AS bodies
  FROM audit_received GROUP BY message_id, request_url HAVING count(DISTINCT body_hash) > 1;
-- of so many
SELECT count(*) FROM audit_requests WHERE repeated
