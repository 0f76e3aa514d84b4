package dev.webhook.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.memory.LaneModel.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a {@link DeliveryQueue} must make of what it was told: it judges every answer. Times are microseconds. */
final class QueueModel {

    final Map<EndpointId, LaneModel> lanes = new LinkedHashMap<>();
    private final Set<LeaseToken> tokens = new HashSet<>();
    private long services;

    void schedule(ScheduledDelivery told, long now) {
        LaneModel lane = lanes.computeIfAbsent(told.lane(), id -> new LaneModel(id, told.limits()));
        learn(lane, told.limits());
        Item item = lane.items.computeIfAbsent(told.deliveryId(), id -> new Item());
        if (item.lease.isEmpty()) {
            item.due = now + micros(told.dueIn());
        }
        lane.touched(now);
    }

    private static void learn(LaneModel lane, LaneLimits limits) {
        if (limits.version() > lane.limits.version()) {
            lane.limits = limits;
        }
    }

    void claimed(ClaimRequest request, List<Lease> leases, long now) {
        assertThat(leases).hasSizeLessThanOrEqualTo(request.max());
        Set<EndpointId> servedNow = new HashSet<>();
        int slowLeft = request.maxSlow();
        int left = request.max();
        for (List<Lease> group : groups(leases)) {
            LaneModel lane = lanes.get(group.get(0).lane());
            assertThat(servedNow.add(lane.id)).as("one turn in a claim").isTrue();
            requireLongestUnserved(lane, servedNow, slowLeft, now);
            int most = Math.min(Math.min(request.perLane(), left), lane.slow ? slowLeft : left);
            assertThat(group.size()).isLessThanOrEqualTo(most).isLessThanOrEqualTo(lane.takable(now));
            if (!lane.hasLost(now)) {
                assertThat(group).as("as much as it may").hasSize(Math.min(most, lane.takable(now)));
            }
            group.forEach(lease -> lease(lane, lease, now + micros(request.lease()), now));
            slowLeft -= lane.slow ? group.size() : 0;
            left -= group.size();
            lane.servedAs(++services, now);
        }
        if (left > 0) {
            requireNoneLeft(servedNow, slowLeft, now);
        }
        lanes.values().stream().filter(lane -> lane.hasLost(now)).forEach(lane -> lane.placeKnown = false);
    }

    private static List<List<Lease>> groups(List<Lease> leases) {
        List<List<Lease>> groups = new ArrayList<>();
        for (Lease lease : leases) {
            if (groups.isEmpty() || !groups.get(groups.size() - 1).get(0).lane().equals(lease.lane())) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(lease);
        }
        return groups;
    }

    private void requireLongestUnserved(LaneModel served, Set<EndpointId> servedNow, int slowLeft, long now) {
        for (LaneModel other : lanes.values()) {
            boolean couldBe = !servedNow.contains(other.id) && couldBeServed(other, slowLeft, now);
            if (couldBe && served.placeKnown) {
                assertThat(other.waitsLongerThan(served))
                        .as("%s waits longer than %s", other.id, served.id)
                        .isFalse();
            }
        }
    }

    private void requireNoneLeft(Set<EndpointId> servedNow, int slowLeft, long now) {
        assertThat(lanes.values())
                .filteredOn(lane -> !servedNow.contains(lane.id) && couldBeServed(lane, slowLeft, now))
                .as("left out, though there was room")
                .isEmpty();
    }

    private static boolean couldBeServed(LaneModel lane, int slowLeft, long now) {
        return lane.placeKnown && !lane.hasLost(now) && lane.takable(now) > 0 && !(lane.slow && slowLeft == 0);
    }

    private void lease(LaneModel lane, Lease lease, long end, long now) {
        Item item = lane.items.get(lease.deliveryId());
        assertThat(item).as("claimed, and unfinished").isNotNull();
        assertThat(item.waits(now)).as("neither leased nor early").isTrue();
        assertThat(tokens.add(lease.token())).as("a token of its own").isTrue();
        item.lostLeases += item.lost(now) ? 1 : 0;
        assertThat(lease.lostLeases()).isBetween(item.lostLeases, item.lostLeases + item.perhapsLost);
        item.lostLeases = lease.lostLeases();
        item.perhapsLost = 0;
        assertThat(lease.slow()).isEqualTo(lane.slow);
        item.lease = Optional.of(lease);
        item.leaseEnd = end;
        item.parks = lane.parks;
    }

    void settled(List<Settlement> settlements, List<Settlement> late, long now) {
        List<Settlement> expected = new ArrayList<>();
        for (Settlement settlement : settlements) {
            LaneModel lane = lanes.get(settlement.lease().lane());
            Item item = lane.items.get(settlement.lease().deliveryId());
            if (item == null || !item.lease.equals(Optional.of(settlement.lease()))) {
                expected.add(settlement);
            } else {
                settle(settlement, lane, item, now);
            }
        }
        assertThat(late).as("late settlements").isEqualTo(expected);
    }

    private static void settle(Settlement settlement, LaneModel lane, Item item, long now) {
        boolean lost = item.lost(now);
        item.lease = Optional.empty();
        if (settlement instanceof Settlement.Complete complete) {
            lane.items.remove(complete.lease().deliveryId());
            lane.learn(item, complete.speed());
        } else if (settlement instanceof Settlement.Reschedule again) {
            item.due = now + micros(again.delay());
            item.lostLeases = 0;
            item.perhapsLost = 0;
            lane.learn(item, again.speed());
        } else if (settlement instanceof Settlement.Release back) {
            item.due = now + micros(back.delay());
            item.perhapsLost += lost ? 1 : 0;
        }
        lane.touched(now);
    }

    void park(EndpointId id, Duration time, long now) {
        LaneModel lane = lanes.get(id);
        if (!time.isNegative() && !time.isZero()) {
            lane.park(Math.max(lane.parkedUntil, now + bounded(time)));
            lane.touched(now);
        }
    }

    void unpark(EndpointId id, LaneLimits limits, Duration remaining, long now) {
        LaneModel lane = lanes.get(id);
        learn(lane, limits);
        if (remaining.isNegative() || remaining.isZero()) {
            lane.parkedUntil = 0;
            lane.cautious = false;
        } else {
            lane.park(now + bounded(remaining));
        }
        lane.touched(now);
    }

    /** Nothing is lost and nothing made up, and every lane stands as it should. */
    void check(DeliveryQueue queue, long now) {
        long all = 0;
        for (LaneModel lane : lanes.values()) {
            LaneStatus status = queue.lane(lane.id);
            assertThat(status.waiting() + status.leased()).as("unfinished").isEqualTo(lane.items.size());
            assertThat(micros(status.parkedFor())).isEqualTo(Math.max(0, lane.parkedUntil - now));
            assertThat(status.slow()).isEqualTo(lane.slow);
            all += lane.items.size();
        }
        QueueStatus status = queue.status();
        assertThat(status.waiting() + status.leased()).isEqualTo(all);
        assertThat(status.lanes())
                .isEqualTo(lanes.values().stream()
                        .filter(lane -> !lane.items.isEmpty())
                        .count());
    }

    Set<DeliveryId> unfinished() {
        Set<DeliveryId> ids = new HashSet<>();
        lanes.values().forEach(lane -> ids.addAll(lane.items.keySet()));
        return ids;
    }

    private static long bounded(Duration park) {
        return Math.min(micros(park), micros(DeliveryQueue.LONGEST_PARK));
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
