-- The tables of the webhook library. docs/schema.md says where they differ from the tables they go back to, and why.
-- Ids are UUIDs of version 7 and made by the library; a row's created_at is its id's own time, to the millisecond (a
-- subscription's is what it was made with).

-- The time that an id of version 7 carries; names the one partition that can hold the id.
CREATE FUNCTION webhook_id_time(id uuid) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0);

-- Endpoints.
CREATE TABLE webhooks (
    webhook_id            uuid PRIMARY KEY,
    user_id               bigint NOT NULL,
    webhook_url           text NOT NULL,

    secret                text NOT NULL,                -- encrypted; of the first signing key; empty once deleted
    enabled               boolean NOT NULL DEFAULT TRUE,
    description           text,

    timeout_seconds       integer NOT NULL DEFAULT 30 CHECK (timeout_seconds >= 1),
    max_retries           integer NOT NULL DEFAULT 5 CHECK (max_retries >= 0),
    retry_strategy        varchar(50) NOT NULL DEFAULT 'exponential'
        CHECK (retry_strategy IN ('exponential', 'linear', 'fixed', 'schedule')),

    event_filters         json,                         -- {"event_types": [...], "conditions": {...}}

    ip_allowlist          inet[] NOT NULL DEFAULT '{}',
    auth_type             varchar(50) NOT NULL DEFAULT 'none' CHECK (auth_type IN ('none', 'bearer', 'basic')),
    auth_credentials      text                          -- JSON whose values are encrypted in pieces
        CHECK ((auth_type = 'none') = (auth_credentials IS NULL)),

    status                varchar(50) NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'disabled')),
    failure_count         integer NOT NULL DEFAULT 0,
    last_success_at       timestamptz,
    last_failure_at       timestamptz,

    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),

    -- beyond the given columns
    signing_key           json,                         -- of the first signing key, all but its secret
    previous_secrets      json NOT NULL DEFAULT '[]',   -- the further signing keys, their secrets encrypted
    retry_schedule        integer[] NOT NULL DEFAULT '{}', -- seconds; see RetryPolicy.of
    rate_limit_per_minute integer CHECK (rate_limit_per_minute >= 1),
    max_in_flight         integer NOT NULL DEFAULT 16 CHECK (max_in_flight >= 1),
    custom_headers        text,                         -- as auth_credentials
    payload_format        varchar(50) NOT NULL DEFAULT 'standard.1',
    parked_until          timestamptz,                  -- Retry-After
    circuit_open_until    timestamptz,
    failing_since         timestamptz,
    disabled_reason       varchar(50)
        CHECK ((status = 'disabled') = (disabled_reason IS NOT NULL)),
    disabled_at           timestamptz
        CHECK ((status = 'disabled') = (disabled_at IS NOT NULL)),
    version               bigint NOT NULL DEFAULT 1,    -- raised by every change of anything but health
    deleted_at            timestamptz CHECK (deleted_at IS NULL OR status = 'disabled')
) WITH (fillfactor = 70);

CREATE INDEX idx_user_webhooks ON webhooks (user_id, enabled);
CREATE INDEX idx_status ON webhooks (status, enabled);

CREATE TABLE webhook_subscriptions (
    subscription_id uuid PRIMARY KEY,
    webhook_id      uuid NOT NULL REFERENCES webhooks (webhook_id) ON DELETE CASCADE,
    event_type      varchar(255) NOT NULL,

    filters         json,

    enabled         boolean NOT NULL DEFAULT TRUE,

    created_at      timestamptz NOT NULL DEFAULT now(),

    -- beyond the given columns
    position        integer NOT NULL DEFAULT 0,         -- its place among the endpoint's

    UNIQUE (webhook_id, event_type)
);

CREATE INDEX idx_event_type ON webhook_subscriptions (event_type, enabled) WHERE enabled = TRUE;

-- Events, a partition for each day (UTC).
CREATE TABLE webhook_events (
    event_id               uuid NOT NULL,
    event_type             varchar(255) NOT NULL,
    event_data             json NOT NULL,               -- the published text, byte for byte

    source_service         varchar(255),
    created_at             timestamptz NOT NULL,
    processed_at           timestamptz,

    webhook_count          integer NOT NULL DEFAULT 0,
    delivery_success_count integer NOT NULL DEFAULT 0,
    delivery_failure_count integer NOT NULL DEFAULT 0,

    -- beyond the given columns
    user_id                bigint,                      -- null: a broadcast
    headers                json,                        -- trace context
    routing_error          text,                        -- why the fan-out failed
    routed_until           uuid,                        -- the endpoint after which a failed fan-out goes on

    PRIMARY KEY (event_id, created_at)
) PARTITION BY RANGE (created_at);

CREATE INDEX idx_events_event_type ON webhook_events (event_type, created_at DESC);
CREATE INDEX idx_created_at ON webhook_events (created_at DESC, event_id DESC); -- thousands may share a millisecond
CREATE INDEX idx_events_user ON webhook_events (user_id, created_at DESC, event_id DESC);

-- Events that wait for their fan-out, in the order of the transactions that put them there: all that have ended were seen
-- by whoever looked since, who needn't go over what they left behind again.
CREATE TABLE webhook_event_inbox (
    event_id     uuid NOT NULL,
    routed_until uuid,                                  -- the last endpoint that had its delivery made
    stored_by    xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (stored_by, event_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- Keys by which a repeated publish is known.
CREATE TABLE webhook_idempotency_keys (
    broadcast       boolean NOT NULL,
    user_id         bigint NOT NULL,                    -- 0 for broadcasts
    idempotency_key varchar(255) NOT NULL,
    event_id        uuid NOT NULL,
    content_hash    bytea NOT NULL,                     -- SHA-256 of type and data
    expires_at      timestamptz NOT NULL,
    PRIMARY KEY (broadcast, user_id, idempotency_key)
);

CREATE INDEX idx_idempotency_keys_expires ON webhook_idempotency_keys (expires_at);

-- Events beyond their retention, a partition for each month (UTC); its columns are those of webhook_events, in order.
CREATE TABLE webhook_events_archive (LIKE webhook_events, PRIMARY KEY (event_id, created_at))
    PARTITION BY RANGE (created_at);

CREATE INDEX idx_archived_events_user ON webhook_events_archive (user_id, created_at DESC, event_id DESC);

-- Deliveries, a partition for each month (UTC).
CREATE TABLE webhook_deliveries (
    delivery_id          uuid NOT NULL,
    webhook_id           uuid NOT NULL,
    event_id             uuid NOT NULL,

    attempt_number       integer NOT NULL DEFAULT 1,    -- the next attempt's; the last one's if finished
    status               varchar(50) NOT NULL CHECK (status IN ('pending', 'retrying', 'success', 'failed')),

    request_url          text NOT NULL,
    request_headers      jsonb,
    request_body         jsonb,                         -- not stored: rendered on reading
    request_sent_at      timestamptz,

    response_status      integer,
    response_headers     jsonb,
    response_body        text,
    response_received_at timestamptz,
    response_time_ms     integer,

    error_message        text,
    next_retry_at        timestamptz CHECK ((next_retry_at IS NULL) = (status IN ('success', 'failed'))),

    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL DEFAULT now(),

    -- beyond the given columns
    message_id           varchar(255) NOT NULL,         -- the webhook-id of its requests
    attempt_limit        integer NOT NULL,
    attempts_made        integer NOT NULL DEFAULT 0,
    payload_format       varchar(50) NOT NULL,
    expires_at           timestamptz NOT NULL,
    last_outcome_id      uuid,

    PRIMARY KEY (delivery_id, created_at)
) PARTITION BY RANGE (created_at);

CREATE INDEX idx_webhook_deliveries ON webhook_deliveries (webhook_id, created_at DESC);
CREATE INDEX idx_event_deliveries ON webhook_deliveries (event_id);
CREATE INDEX idx_status_retry ON webhook_deliveries (next_retry_at) WHERE status IN ('pending', 'retrying');
CREATE INDEX idx_pending ON webhook_deliveries (delivery_id) WHERE status IN ('pending', 'retrying');

-- Every attempt, never changed unless its owner is erased; a partition for each month (UTC) of its delivery.
CREATE TABLE webhook_delivery_attempts (
    delivery_id         uuid NOT NULL,
    attempt_number      integer NOT NULL CHECK (attempt_number >= 1),
    delivery_created_at timestamptz NOT NULL,
    outcome             varchar(50) NOT NULL CHECK (outcome IN ('delivered', 'rejected', 'unreachable', 'blocked')),
    unreachable_cause   varchar(50) CHECK ((outcome = 'unreachable') = (unreachable_cause IS NOT NULL)),
    error_message       text,
    retry_after_ms      bigint,
    request_url         text NOT NULL,
    request_headers     jsonb NOT NULL,
    request_sent_at     timestamptz NOT NULL,
    response_status     integer,
    response_headers    jsonb,
    response_body       text,
    took_us             bigint NOT NULL,
    outcome_id          uuid,                           -- by which a record that is tried again is known
    PRIMARY KEY (delivery_id, attempt_number, delivery_created_at)
) PARTITION BY RANGE (delivery_created_at);

-- Deliveries that were given up.
CREATE TABLE webhook_dlq (
    dlq_id               uuid PRIMARY KEY,
    webhook_id           uuid NOT NULL,
    event_id             uuid NOT NULL,
    delivery_id          uuid NOT NULL,

    failure_reason       text NOT NULL,
    attempt_count        integer NOT NULL,
    last_error           text,
    last_response_status integer,

    status               varchar(50) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'resolved', 'discarded')),
    resolved_at          timestamptz CHECK ((resolved_at IS NULL) = (status = 'pending')),
    resolved_by          varchar(255) CHECK ((resolved_by IS NULL) = (status = 'pending')),
    resolution_notes     text,

    created_at           timestamptz NOT NULL
);

CREATE INDEX idx_webhook_dlq ON webhook_dlq (webhook_id, created_at DESC);
CREATE INDEX idx_dlq_status ON webhook_dlq (status, created_at);
CREATE INDEX idx_dlq_delivery ON webhook_dlq (delivery_id);

-- The queue: the unfinished deliveries, each on its endpoint's lane. Every writer locks the lane first.
CREATE TABLE webhook_queue (
    delivery_id uuid PRIMARY KEY,
    webhook_id  uuid NOT NULL,                          -- the lane
    leased      boolean NOT NULL DEFAULT FALSE,
    due_at      timestamptz NOT NULL,                   -- when it falls due; while leased, when the lease ends
    token       uuid,                                   -- of the latest lease, until it is settled
    lost_leases integer NOT NULL DEFAULT 0,             -- how many leases ran out since the last outcome
    charge      bigint NOT NULL DEFAULT 0,              -- the claim that charged it to the lane's rate, or 0
    parks       bigint NOT NULL DEFAULT 0               -- the lane's parks at the latest claim
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- included, not indexed: else look-ups by id could be planned on this index, whole, while the table is thought empty
CREATE INDEX idx_queue_lane ON webhook_queue (webhook_id, leased, due_at) INCLUDE (delivery_id);

-- How each lane stands, one row each. Publishing transactions never touch it. A row changes many times a second, and while
-- anyone holds a snapshot its old versions stay: they are passed by, since the latest has the greatest number.
CREATE TABLE webhook_lanes (
    webhook_id      uuid NOT NULL,
    changes         bigint NOT NULL DEFAULT 0,          -- how often it was changed
    turn            timestamptz,                        -- claims take lanes in its order; null: nothing to claim
    served          bigint NOT NULL DEFAULT 0,          -- the last claim
    head            timestamptz,                        -- no later than the earliest waiting due; null: none waits
    lease_end       timestamptz,                        -- the earliest end of its leases
    waiting         integer NOT NULL DEFAULT 0,
    leased          integer NOT NULL DEFAULT 0,
    parked_until    timestamptz,
    parks           bigint NOT NULL DEFAULT 0,          -- how often it was parked
    cautious        boolean NOT NULL DEFAULT FALSE,     -- one at a time: its park has just ended
    slow            boolean NOT NULL DEFAULT FALSE,     -- one at a time: its last attempt was slow
    max_in_flight   integer NOT NULL DEFAULT 1,
    rate_per_minute integer,
    limits_version  bigint NOT NULL DEFAULT -9223372036854775808,
    rate_arrival    bigint NOT NULL DEFAULT 0,          -- the three of LaneRate, in microseconds
    rate_claim      bigint NOT NULL DEFAULT 0,
    rate_interval   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (webhook_id, changes)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX idx_lanes_turn ON webhook_lanes (slow, turn, served) WHERE turn IS NOT NULL;

-- Numbers the claims.
CREATE SEQUENCE webhook_claims;

-- Circuits that have seen a result, one row each, numbered like those of lanes; the values are those of CircuitSnapshot.
CREATE TABLE webhook_circuits (
    webhook_id           uuid NOT NULL,
    changes              bigint NOT NULL DEFAULT 0,
    generation           bigint NOT NULL DEFAULT 0,
    state                varchar(50) NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open', 'half_open')),
    time                 timestamptz NOT NULL DEFAULT 'epoch',
    consecutive_failures integer NOT NULL DEFAULT 0,
    openings             integer NOT NULL DEFAULT 0,
    probe                uuid,
    tallies              text NOT NULL DEFAULT '',      -- for each sixth of the window "bucket calls failures;"
    PRIMARY KEY (webhook_id, changes)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- One row each.
CREATE TABLE webhook_config (
    single         boolean PRIMARY KEY DEFAULT TRUE CHECK (single),
    config_version bigint NOT NULL                      -- raised by every change of an endpoint or a subscription
) WITH (fillfactor = 50);

CREATE TABLE webhook_active_queue (
    single boolean PRIMARY KEY DEFAULT TRUE CHECK (single),
    queue  varchar(50) NOT NULL,                        -- the one queue that is claimed from
    epoch  uuid NOT NULL,                               -- leases of another are void
    since  timestamptz NOT NULL,
    hold   interval NOT NULL DEFAULT '0 s',             -- how long it stays before an accelerator may take over
    whole  boolean NOT NULL DEFAULT TRUE,               -- it was filled with what was unfinished when the epoch began
    beat   bigint NOT NULL DEFAULT 0,
    beat_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);

CREATE TABLE webhook_housekeeping (
    single       boolean PRIMARY KEY DEFAULT TRUE CHECK (single),
    holder       uuid,
    leased_until timestamptz NOT NULL DEFAULT '-infinity',
    last_run_at  timestamptz
) WITH (fillfactor = 50);

INSERT INTO webhook_config (config_version) VALUES (1);
INSERT INTO webhook_active_queue (queue, epoch, since) VALUES ('postgres', gen_random_uuid(), now());
INSERT INTO webhook_housekeeping DEFAULT VALUES;
