-- What an application's role needs, in the form of psql: :"schema" is where the tables are, :"role" the role.
-- Rights to a partitioned table include its partitions.
GRANT USAGE ON SCHEMA :"schema" TO :"role";

GRANT SELECT, INSERT, UPDATE, DELETE ON
    :"schema".webhooks,
    :"schema".webhook_subscriptions,
    :"schema".webhook_events,
    :"schema".webhook_event_inbox,
    :"schema".webhook_idempotency_keys,
    :"schema".webhook_deliveries,
    :"schema".webhook_delivery_attempts,
    :"schema".webhook_dlq,
    :"schema".webhook_queue,
    :"schema".webhook_lanes,
    :"schema".webhook_circuits
TO :"role";

GRANT SELECT, UPDATE, DELETE ON :"schema".webhook_events_archive TO :"role";

GRANT SELECT, UPDATE ON
    :"schema".webhook_config,
    :"schema".webhook_active_queue,
    :"schema".webhook_housekeeping
TO :"role";

GRANT USAGE ON SEQUENCE :"schema".webhook_claims TO :"role";

GRANT EXECUTE ON FUNCTION :"schema".webhook_id_time(uuid) TO :"role";
