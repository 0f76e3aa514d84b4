-- Writes locked lanes back with the head and the turn that follow from what they hold now. A lane that was due and still
-- is keeps its turn, unless it was served.
WITH placed AS MATERIALIZED (
    SELECT held.*,
           CASE WHEN least(held.lease_end, held.claimable) IS NOT NULL
                THEN greatest(least(held.lease_end, held.claimable), held.parked_until, held.rate_free_at)
           END AS ready
    FROM (
        SELECT changed.*,
               first.head,
               lost.lease_end,
               CASE WHEN changed.room THEN first.head END AS claimable
        FROM unnest(
            :lanes, :servedNow, :served, :scanFrom, :waiting, :leased, :room, :parkedUntil, :parks, :cautious, :slow,
            :maxInFlight, :ratePerMinute, :limitsVersion, :rateArrival, :rateClaim, :rateInterval, :rateFreeAt
        ) AS changed (
            webhook_id, served_now, served, scan_from, waiting, leased, room, parked_until, parks, cautious, slow,
            max_in_flight, rate_per_minute, limits_version, rate_arrival, rate_claim, rate_interval, rate_free_at
        )
        LEFT JOIN LATERAL (
            SELECT queued.due_at AS head
            FROM :"schema".webhook_queue AS queued
            WHERE queued.webhook_id = changed.webhook_id AND NOT queued.leased AND queued.due_at >= changed.scan_from
            ORDER BY queued.due_at
            LIMIT 1
        ) AS first ON TRUE
        LEFT JOIN LATERAL (
            SELECT queued.due_at AS lease_end
            FROM :"schema".webhook_queue AS queued
            WHERE queued.webhook_id = changed.webhook_id AND queued.leased AND changed.leased > 0
            ORDER BY queued.due_at
            LIMIT 1
        ) AS lost ON TRUE
        OFFSET 0
    ) AS held
)
UPDATE :"schema".webhook_lanes AS lane
SET turn = CASE
        WHEN placed.ready IS NULL THEN NULL
        WHEN NOT placed.served_now AND lane.turn <= :now AND placed.ready <= :now THEN lane.turn
        ELSE greatest(placed.ready, :now)
    END,
    served = placed.served,
    head = placed.head,
    lease_end = placed.lease_end,
    waiting = placed.waiting,
    leased = placed.leased,
    parked_until = placed.parked_until,
    parks = placed.parks,
    cautious = placed.cautious,
    slow = placed.slow,
    max_in_flight = placed.max_in_flight,
    rate_per_minute = placed.rate_per_minute,
    limits_version = placed.limits_version,
    rate_arrival = placed.rate_arrival,
    rate_claim = placed.rate_claim,
    rate_interval = placed.rate_interval
FROM placed
WHERE lane.webhook_id = placed.webhook_id
  -- whatever the join, only these rows are read, and by their key
  AND lane.webhook_id = ANY (:lanes)
