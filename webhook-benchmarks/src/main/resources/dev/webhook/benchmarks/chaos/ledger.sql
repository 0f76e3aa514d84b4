-- What is known from outside the library, and the views by which it is compared with the library's tables.

CREATE TABLE audit_published (
    event_id     uuid PRIMARY KEY,
    event_type   text NOT NULL,
    user_id      bigint NOT NULL,
    published_at timestamptz NOT NULL
);

CREATE TABLE audit_received (
    request     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- in the order of arrival
    node        text NOT NULL,
    message_id  text NOT NULL,
    request_url text NOT NULL,
    status      integer NOT NULL,
    arrived_at  timestamptz NOT NULL,
    answered_at timestamptz,                                      -- null: the answer couldn't be written
    signed_at   timestamptz,                                      -- the time that the signature is of
    verified    boolean NOT NULL,                                 -- by one of the endpoint's secrets
    newest      boolean NOT NULL,                                 -- by the newest of them
    body_hash   text NOT NULL
);

CREATE TABLE audit_nodes (
    number        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    node          text NOT NULL UNIQUE,
    slots         integer NOT NULL,
    open_at_least integer NOT NULL,
    killed_at     timestamptz,                                    -- null: it ended by itself
    suspended_at  timestamptz,                                    -- null: it never was
    attempted     bigint NOT NULL,                                -- as many as it told of
    threads_left  text                                            -- null: it didn't tell
);

CREATE TABLE audit_faults (
    number   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fault    text NOT NULL,
    target   text NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL
);

-- When an endpoint was what: paused, disabled, failing.
CREATE TABLE audit_spells (
    webhook_id uuid NOT NULL,
    state      text NOT NULL,
    since      timestamptz NOT NULL,
    until      timestamptz NOT NULL
);

CREATE TABLE audit_transactions (
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    error    text
);

CREATE TABLE audit_searched (
    place      text NOT NULL,
    characters bigint NOT NULL,
    found      text                                               -- null: no secret
);

CREATE TABLE audit_dials (
    dialled_at timestamptz NOT NULL                               -- when a denied address was connected to
);

-- What there was when all was over.
CREATE TABLE audit_rest (
    waiting     bigint NOT NULL,
    leased      bigint NOT NULL,
    connections bigint NOT NULL
);

-- Attempts with the node that made them.
CREATE VIEW audit_attempts AS
SELECT a.delivery_id, a.attempt_number, a.outcome, a.request_headers ->> 'User-Agent' AS node,
       d.webhook_id, d.message_id, d.request_url,
       a.request_sent_at AS sent_at, a.request_sent_at + a.took_us * interval '1 microsecond' AS ended_at
  FROM webhook_delivery_attempts a
  JOIN webhook_deliveries d ON d.delivery_id = a.delivery_id AND d.created_at = a.delivery_created_at;

-- Requests, each with whether an attempt of its node is on record for it, and whether another request came after it.
-- A node makes a delivery's attempts one after the other, so if one isn't on record, it is the last.
CREATE VIEW audit_requests AS
SELECT r.*,
       r.turn <= coalesce(a.attempts, 0) AS recorded
  FROM (SELECT *,
               row_number() OVER (PARTITION BY node, message_id, request_url ORDER BY request) AS turn,
               lead(request) OVER (PARTITION BY message_id, request_url ORDER BY request) IS NOT NULL AS repeated
          FROM audit_received) r
  LEFT JOIN (SELECT node, message_id, request_url, count(*) AS attempts
               FROM audit_attempts GROUP BY node, message_id, request_url) a
      USING (node, message_id, request_url);

-- A row for each node. A duplicate is a request that the receiver had taken, and that was repeated all the same.
CREATE VIEW audit_figures AS
SELECT n.number, n.node, n.slots, n.open_at_least, n.killed_at,
       count(r.request) AS requests,
       count(*) FILTER (WHERE r.arrived_at <= n.killed_at
           AND (r.answered_at IS NULL OR r.answered_at > n.killed_at)) AS open_at_kill,
       count(*) FILTER (WHERE NOT r.recorded) AS unrecorded,
       count(*) FILTER (WHERE NOT r.recorded AND r.answered_at <= n.killed_at) AS answered_unrecorded,
       count(*) FILTER (WHERE r.repeated AND r.status < 300) AS duplicates
  FROM audit_nodes n
  LEFT JOIN audit_requests r USING (node)
 GROUP BY n.number;
