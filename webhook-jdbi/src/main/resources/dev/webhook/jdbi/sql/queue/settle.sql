-- Says which leases are the latest of their deliveries, and what is known of them.
SELECT queued.delivery_id, queued.token, queued.leased, queued.charge, queued.parks
FROM unnest(:deliveries, :tokens) AS settled (delivery_id, token)
CROSS JOIN LATERAL (
    SELECT *
    FROM :"schema".webhook_queue AS queued
    WHERE queued.delivery_id = settled.delivery_id AND queued.token = settled.token
    OFFSET 0
) AS queued
