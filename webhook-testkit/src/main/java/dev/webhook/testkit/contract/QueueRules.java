package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The words in which the rules of a queue are written. */
abstract class QueueRules {

    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration LEASE = Duration.ofMinutes(20);
    static final Duration AFTER_LEASE = LEASE.plusSeconds(1);
    static final LaneLimits ROOMY = limits(100_000, 1);
    private static final int BATCH = 500;

    private final DeliveryQueueContract contract;

    QueueRules(DeliveryQueueContract contract) {
        this.contract = contract;
    }

    final DeliveryQueue queue() {
        return contract.queue();
    }

    final void advance(Duration time) {
        contract.advance(time);
    }

    final Instant now() {
        return contract.now();
    }

    static LaneLimits limits(int maxInFlight, long version) {
        return new LaneLimits(maxInFlight, OptionalInt.empty(), version);
    }

    static LaneLimits rated(int perMinute) {
        return new LaneLimits(100_000, OptionalInt.of(perMinute), 1);
    }

    final EndpointId lane() {
        return EndpointId.at(now());
    }

    final DeliveryId delivery() {
        return DeliveryId.at(now());
    }

    final DeliveryId schedule(EndpointId lane) {
        return schedule(lane, 1, ROOMY).get(0);
    }

    final List<DeliveryId> schedule(EndpointId lane, int count, LaneLimits limits) {
        Instant now = now();
        List<DeliveryId> ids =
                Stream.generate(() -> DeliveryId.at(now)).limit(count).toList();
        schedule(lane, ids, limits);
        return ids;
    }

    final void schedule(EndpointId lane, List<DeliveryId> ids, LaneLimits limits) {
        for (int from = 0; from < ids.size(); from += BATCH) {
            queue().schedule(ids.subList(from, Math.min(ids.size(), from + BATCH)).stream()
                    .map(id -> new ScheduledDelivery(id, lane, Duration.ZERO, limits))
                    .toList());
        }
    }

    final void schedule(EndpointId lane, DeliveryId id, Duration dueIn) {
        queue().schedule(List.of(new ScheduledDelivery(id, lane, dueIn, ROOMY)));
    }

    final List<Lease> claim() {
        return claim(1_000, 1_000);
    }

    final List<Lease> claim(int max, int perLane) {
        return queue().claim(new ClaimRequest(max, perLane, max, LEASE));
    }

    final Lease claimOne() {
        List<Lease> leases = claim();
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    static List<DeliveryId> ids(List<Lease> leases) {
        return leases.stream().map(Lease::deliveryId).toList();
    }

    static List<EndpointId> lanes(List<Lease> leases) {
        return leases.stream().map(Lease::lane).toList();
    }

    static Settlement done(Lease lease) {
        return new Settlement.Complete(lease, LaneSpeed.FAST);
    }

    static Settlement again(Lease lease, Duration delay) {
        return new Settlement.Reschedule(lease, delay, LaneSpeed.FAST);
    }

    static Settlement back(Lease lease, Duration delay) {
        return new Settlement.Release(lease, delay);
    }

    final void settle(Settlement settlement) {
        assertThat(queue().settle(List.of(settlement))).isEmpty();
    }

    final void settleLate(Settlement settlement) {
        assertThat(queue().settle(List.of(settlement))).containsExactly(settlement);
    }

    final void complete(List<Lease> leases) {
        for (int from = 0; from < leases.size(); from += BATCH) {
            assertThat(queue().settle(leases.subList(from, Math.min(leases.size(), from + BATCH)).stream()
                            .map(QueueRules::done)
                            .toList()))
                    .isEmpty();
        }
    }

    /** Claims and completes until a claim is empty. */
    final List<DeliveryId> drain() {
        List<DeliveryId> drained = new ArrayList<>();
        for (List<Lease> leases = claim(); !leases.isEmpty(); leases = claim()) {
            complete(leases);
            drained.addAll(ids(leases));
        }
        return drained;
    }
}
