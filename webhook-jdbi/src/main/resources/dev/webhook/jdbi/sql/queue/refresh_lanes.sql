-- Writes locked lanes back with the head and the turn that follow from what they hold now. A lane that was due and still
-- is keeps its turn, unless it was served. Each is there, and so in conflict: that way it is found by its key, whatever the
-- plan.
INSERT INTO :"schema".webhook_lanes AS lane (
    webhook_id, changes, turn, served, head, lease_end, waiting, leased, parked_until, parks, cautious, slow, max_in_flight,
    rate_per_minute, limits_version, rate_arrival, rate_claim, rate_interval
)
SELECT placed.webhook_id, placed.changes, placed.ready, placed.served, placed.head, placed.lease_end, placed.waiting, placed.leased,
       placed.parked_until, placed.parks, placed.cautious, placed.slow, placed.max_in_flight, placed.rate_per_minute,
       placed.limits_version, placed.rate_arrival, placed.rate_claim, placed.rate_interval
FROM (
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
            :lanes, :changes, :served, :scanFrom, :leasesFrom, :waiting, :leased, :room, :parkedUntil, :parks, :cautious, :slow,
            :maxInFlight, :ratePerMinute, :limitsVersion, :rateArrival, :rateClaim, :rateInterval, :rateFreeAt
        ) AS changed (
            webhook_id, changes, served, scan_from, leases_from, waiting, leased, room, parked_until, parks, cautious, slow,
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
            WHERE queued.webhook_id = changed.webhook_id AND queued.leased AND queued.due_at >= changed.leases_from
            ORDER BY queued.due_at
            LIMIT 1
        ) AS lost ON TRUE
        OFFSET 0
    ) AS held
) AS placed
ON CONFLICT (webhook_id, changes) DO UPDATE
SET changes = lane.changes + 1,
    turn = CASE
        WHEN EXCLUDED.turn IS NULL THEN NULL
        WHEN EXCLUDED.served = lane.served AND lane.turn <= :now AND EXCLUDED.turn <= :now THEN lane.turn
        ELSE greatest(EXCLUDED.turn, :now)
    END,
    served = EXCLUDED.served,
    head = EXCLUDED.head,
    lease_end = EXCLUDED.lease_end,
    waiting = EXCLUDED.waiting,
    leased = EXCLUDED.leased,
    parked_until = EXCLUDED.parked_until,
    parks = EXCLUDED.parks,
    cautious = EXCLUDED.cautious,
    slow = EXCLUDED.slow,
    max_in_flight = EXCLUDED.max_in_flight,
    rate_per_minute = EXCLUDED.rate_per_minute,
    limits_version = EXCLUDED.limits_version,
    rate_arrival = EXCLUDED.rate_arrival,
    rate_claim = EXCLUDED.rate_claim,
    rate_interval = EXCLUDED.rate_interval
