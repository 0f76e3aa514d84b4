-- Makes a restored database ready for dispatchers. Run it once after every restore, while no node is connected:
--
--   psql -X -v ON_ERROR_STOP=1 -d DATABASE -f ops/after-restore.sql
--
-- with PGOPTIONS='-c search_path=SCHEMA' if the tables aren't in public. docs/operations.md says why. Run twice it does
-- no harm.
BEGIN;

-- The leases are of nodes that no longer hold them, perhaps of a Redis that has gone on: void them all, and begin here.
TRUNCATE webhook_queue, webhook_lanes;
UPDATE webhook_active_queue SET queue = 'postgres', epoch = gen_random_uuid(), since = clock_timestamp();
UPDATE webhook_housekeeping SET holder = NULL, leased_until = '-infinity';

-- A number that was given after the backup is given a second time, to other content. Skip more than can have been given,
-- so that no cache takes the one for the other.
UPDATE webhook_config SET config_version = config_version + 1000000;
UPDATE webhooks SET version = version + 1000000;

-- Events that wait name the transaction that stored them, by a number that this server may not have reached.
UPDATE webhook_event_inbox SET stored_by = pg_current_xact_id();

-- The queue, from what is unfinished. Reconcilers would fill it too, but slowly, since their work is bounded.
INSERT INTO webhook_queue (delivery_id, webhook_id, due_at)
SELECT delivery_id, webhook_id, next_retry_at
FROM webhook_deliveries
WHERE status IN ('pending', 'retrying');

INSERT INTO webhook_lanes (webhook_id, turn, head, waiting)
SELECT webhook_id, greatest(min(due_at), clock_timestamp()), min(due_at), count(*)
FROM webhook_queue
GROUP BY webhook_id;

UPDATE webhook_lanes AS lane
SET max_in_flight = endpoint.max_in_flight,
    rate_per_minute = endpoint.rate_limit_per_minute,
    limits_version = endpoint.version
FROM webhooks AS endpoint
WHERE endpoint.webhook_id = lane.webhook_id;

COMMIT;
