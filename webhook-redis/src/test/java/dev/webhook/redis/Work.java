package dev.webhook.redis;

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

/** What tests ask of a queue. */
final class Work {

    static final LaneLimits LIMITS = new LaneLimits(1_000, OptionalInt.empty(), 1);
    static final Duration LEASE = Duration.ofMinutes(20);

    private Work() {}

    static List<EndpointId> lanes(int count) {
        return Stream.generate(() -> EndpointId.at(Instant.now())).limit(count).toList();
    }

    /** Schedules some on each lane, one after the other. */
    static void schedule(DeliveryQueue queue, List<EndpointId> lanes, int each, LaneLimits limits, Duration dueIn) {
        List<ScheduledDelivery> deliveries = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            lanes.forEach(
                    lane -> deliveries.add(new ScheduledDelivery(DeliveryId.at(Instant.now()), lane, dueIn, limits)));
        }
        queue.schedule(deliveries);
    }

    static void schedule(DeliveryQueue queue, int lanes, int each) {
        schedule(queue, lanes(lanes), each, LIMITS, Duration.ZERO);
    }

    static List<Lease> claim(DeliveryQueue queue, int max) {
        return queue.claim(new ClaimRequest(max, max, max, LEASE));
    }

    static List<Settlement> completed(List<Lease> leases) {
        return leases.stream()
                .map(lease -> (Settlement) new Settlement.Complete(lease, LaneSpeed.FAST))
                .toList();
    }

    static List<Settlement> putOff(List<Lease> leases, Duration delay) {
        return leases.stream()
                .map(lease -> (Settlement) new Settlement.Reschedule(lease, delay, LaneSpeed.FAST))
                .toList();
    }
}
