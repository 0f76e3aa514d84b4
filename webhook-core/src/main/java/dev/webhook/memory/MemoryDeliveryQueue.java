package dev.webhook.memory;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue of lanes in memory. Lanes that hold something to claim stand in the order of their turns, slow ones apart,
 * so that neither full, parked nor slow lanes are walked over by a claim that has no use for them. Thread-safe.
 */
final class MemoryDeliveryQueue implements DeliveryQueue {

    private static final Comparator<Lane> BY_TURN = Comparator.comparingLong((Lane lane) -> lane.turn)
            .thenComparingLong(lane -> lane.served)
            .thenComparing(lane -> lane.id);

    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;
    private final String epoch;
    private final Map<EndpointId, Lane> lanes = new HashMap<>();
    private final Map<DeliveryId, Entry> entries = new HashMap<>();
    private final TreeSet<Lane> fastTurns = new TreeSet<>(BY_TURN);
    private final TreeSet<Lane> slowTurns = new TreeSet<>(BY_TURN);
    private long tokens;
    private long services;
    private long leased;

    MemoryDeliveryQueue(InstantSource clock, String epoch) {
        this.clock = clock;
        this.epoch = epoch;
    }

    @Override
    public void schedule(List<ScheduledDelivery> deliveries) {
        locked(() -> {
            long now = now();
            for (ScheduledDelivery delivery : deliveries) {
                schedule(delivery, now);
            }
            return deliveries;
        });
    }

    private void schedule(ScheduledDelivery delivery, long now) {
        Lane lane = laneOf(delivery.lane());
        lane.learn(delivery.limits());
        Entry entry = entries.computeIfAbsent(delivery.deliveryId(), id -> new Entry(id, lane, 0));
        if (!entry.leased()) {
            lane.waiting.remove(entry);
            entry.due = now + micros(delivery.dueIn());
            lane.waiting.add(entry);
        }
        refresh(lane, now);
    }

    private Lane laneOf(EndpointId id) {
        return lanes.computeIfAbsent(id, Lane::new);
    }

    @Override
    public List<Lease> claim(ClaimRequest request) {
        return locked(() -> {
            long now = now();
            List<Lease> claimed = new ArrayList<>();
            long before = services;
            int slowLeft = request.maxSlow();
            Lane lane = nextLane(now, slowLeft);
            while (lane != null && lane.served <= before && claimed.size() < request.max()) {
                int most = Math.min(request.perLane(), request.max() - claimed.size());
                List<Lease> fromLane = claim(lane, lane.slow ? Math.min(most, slowLeft) : most, request.lease(), now);
                slowLeft -= lane.slow ? fromLane.size() : 0;
                claimed.addAll(fromLane);
                lane = nextLane(now, slowLeft);
            }
            return claimed;
        });
    }

    private @Nullable Lane nextLane(long now, int slowLeft) {
        Lane fast = fastTurns.isEmpty() ? null : fastTurns.first();
        Lane slow = slowLeft == 0 || slowTurns.isEmpty() ? null : slowTurns.first();
        Lane next = fast == null || (slow != null && BY_TURN.compare(slow, fast) < 0) ? slow : fast;
        return next == null || next.turn > now ? null : next;
    }

    private List<Lease> claim(Lane lane, int most, Duration lease, long now) {
        takeBackLostLeases(lane, most, now);
        int room = Math.min(
                Math.min(most, lane.cap() - lane.leased.size()), lane.rate.free(lane.limits.ratePerMinute(), now));
        List<Lease> claimed = new ArrayList<>();
        while (claimed.size() < room && !lane.waiting.isEmpty() && lane.waiting.first().due <= now) {
            Entry entry = lane.waiting.pollFirst();
            entry.leaseEnd = now + micros(lease);
            entry.token = new LeaseToken(epoch, Long.toString(++tokens));
            lane.leased.add(entry);
            leased++;
            entry.parks = lane.parks;
            entry.charge = lane.limits.ratePerMinute().isPresent() ? services + 1 : 0;
            claimed.add(new Lease(entry.id, lane.id, entry.token, entry.lostLeases, lane.slow));
        }
        lane.rate = lane.rate.charged(lane.limits.ratePerMinute(), services + 1, claimed.size(), now);
        place(lane, Math.max(lane.readyAt(), now), ++services);
        return claimed;
    }

    private void takeBackLostLeases(Lane lane, int most, long now) {
        for (int i = 0; i < most && !lane.leased.isEmpty() && lane.leased.first().leaseEnd <= now; i++) {
            Entry entry = lane.leased.pollFirst();
            leased--;
            entry.lostLeases++;
            entry.due = entry.leaseEnd;
            lane.waiting.add(entry);
        }
    }

    @Override
    public List<Settlement> settle(List<Settlement> settlements) {
        return locked(() -> {
            long now = now();
            List<Settlement> late = new ArrayList<>();
            for (Settlement settlement : settlements) {
                Entry entry = entries.get(settlement.lease().deliveryId());
                if (entry == null || !settlement.lease().token().equals(entry.token)) {
                    late.add(settlement);
                } else {
                    settle(settlement, entry, now);
                }
            }
            return late;
        });
    }

    private void settle(Settlement settlement, Entry entry, long now) {
        Lane lane = entry.lane;
        if (lane.leased.remove(entry)) {
            leased--;
        } else {
            lane.waiting.remove(entry);
        }
        entry.token = null;
        if (settlement instanceof Settlement.Complete complete) {
            entries.remove(entry.id);
            learn(entry, complete.speed());
        } else if (settlement instanceof Settlement.Reschedule reschedule) {
            learn(entry, reschedule.speed());
            entry.lostLeases = 0;
            waitAgain(entry, reschedule.delay(), now);
        } else if (settlement instanceof Settlement.Release release) {
            lane.rate = lane.rate.givenBack(entry.charge);
            waitAgain(entry, release.delay(), now);
        }
        refresh(lane, now);
    }

    private static void waitAgain(Entry entry, Duration delay, long now) {
        entry.due = now + micros(delay);
        entry.lane.waiting.add(entry);
    }

    private static void learn(Entry entry, LaneSpeed speed) {
        if (speed != LaneSpeed.UNKNOWN) {
            Lane lane = entry.lane;
            lane.slow = speed == LaneSpeed.SLOW;
            lane.cautious &= entry.parks != lane.parks;
        }
    }

    /** Removes a delivery, be it leased or not; whoever has the lease comes too late. */
    void remove(DeliveryId id) {
        locked(() -> {
            Entry entry = entries.remove(id);
            if (entry != null) {
                leased -= entry.lane.leased.remove(entry) ? 1 : 0;
                entry.lane.waiting.remove(entry);
                refresh(entry.lane, now());
            }
            return id;
        });
    }

    @Override
    public void park(EndpointId id, Duration time) {
        locked(() -> {
            if (time.compareTo(Duration.ZERO) > 0) {
                Lane lane = laneOf(id);
                lane.park(Math.max(lane.parkedUntil, now() + micros(bounded(time))));
                refresh(lane, now());
            }
            return id;
        });
    }

    @Override
    public void unpark(EndpointId id, LaneLimits limits, Duration remaining) {
        locked(() -> {
            Lane lane = laneOf(id);
            lane.learn(limits);
            if (remaining.compareTo(Duration.ZERO) > 0) {
                lane.park(now() + micros(bounded(remaining)));
            } else {
                lane.unpark();
            }
            refresh(lane, now());
            return id;
        });
    }

    private static Duration bounded(Duration park) {
        return park.compareTo(LONGEST_PARK) > 0 ? LONGEST_PARK : park;
    }

    /** Puts a lane that was touched where it now belongs; one that was due and still is keeps its place. */
    private void refresh(Lane lane, long now) {
        long ready = lane.readyAt();
        boolean dueAsBefore = lane.turn <= now && ready <= now;
        place(lane, dueAsBefore ? lane.turn : Math.max(ready, now), lane.served);
        if (lane.forgettable(now)) {
            lanes.remove(lane.id);
        }
    }

    private void place(Lane lane, long turn, long served) {
        fastTurns.remove(lane);
        slowTurns.remove(lane);
        lane.turn = turn;
        lane.served = served;
        if (turn != Lane.NEVER) {
            (lane.slow ? slowTurns : fastTurns).add(lane);
        }
    }

    @Override
    public LaneStatus lane(EndpointId id) {
        return locked(() -> {
            Lane lane = lanes.get(id);
            return lane == null
                    ? LaneStatus.EMPTY
                    : new LaneStatus(
                            lane.waiting.size(),
                            lane.leased.size(),
                            Duration.of(Math.max(0, lane.parkedUntil - now()), ChronoUnit.MICROS),
                            lane.slow);
        });
    }

    @Override
    public QueueStatus status() {
        return locked(() -> new QueueStatus(
                entries.size() - leased,
                leased,
                lanes.values().stream()
                        .filter(lane -> !lane.waiting.isEmpty() || !lane.leased.isEmpty())
                        .count()));
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
