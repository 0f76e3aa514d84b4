-- Says which leases are the latest of their deliveries, and what is known of them.
SELECT queued.delivery_id, queued.token, queued.leased, queued.charge, queued.parks
FROM unnest(:deliveries, :tokens) AS settled (delivery_id, token)
JOIN :"schema".webhook_queue AS queued ON queued.delivery_id = settled.delivery_id AND queued.token = settled.token
-- whatever the join, only these rows are read, and by their key
WHERE queued.delivery_id = ANY (:deliveries)
