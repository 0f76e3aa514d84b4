package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

abstract class ManyClaimersRules extends QueueRules {

    private static final int THREADS = 8;
    private static final int LANES = 500;
    private static final int PER_LANE = 40;
    private static final int CAP = 20;
    private static final Duration LATER = Duration.ofHours(1);

    ManyClaimersRules(DeliveryQueueContract contract) {
        super(contract);
    }

    @Test
    void noneOfManyDeliveriesIsLostOrLeasedTwiceAtATime() {
        List<DeliveryId> ids = new ArrayList<>();
        LaneLimits limits = limits(CAP, 1);
        Stream.generate(this::lane).limit(LANES).forEach(lane -> ids.addAll(schedule(lane, PER_LANE, limits)));
        Audit audit = new Audit();
        for (int round = 0; audit.completed.size() < ids.size() && round < 60; round++) {
            int seed = round;
            AtomicInteger thread = new AtomicInteger();
            audit.leasedThisRound.clear();
            Crowd.run(THREADS, () -> work(audit, new Random(1_000L * seed + thread.getAndIncrement())));
            // what was put off or abandoned is due again
            advance(LATER.plus(LEASE));
        }

        assertThat(audit.completed).isEqualTo(Set.copyOf(ids));
        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    private int work(Audit audit, Random random) {
        int claims = 0;
        for (List<Lease> leases = claim(50, 8); !leases.isEmpty(); leases = claim(50, 8)) {
            leases.forEach(audit::claimed);
            List<Settlement> settlements = new ArrayList<>();
            for (Lease lease : leases) {
                int dice = random.nextInt(20);
                if (dice == 0) {
                    audit.abandoned(lease);
                } else if (dice <= 2) {
                    audit.putOff(lease);
                    settlements.add(again(lease, LATER));
                } else {
                    audit.completed(lease);
                    settlements.add(done(lease));
                }
            }
            assertThat(queue().settle(settlements)).isEmpty();
            claims++;
        }
        return claims;
    }

    /** Within a round nothing falls due again, so that whatever is claimed twice in it was leased twice at a time. */
    private static final class Audit {

        final Set<DeliveryId> completed = ConcurrentHashMap.newKeySet();
        final Set<DeliveryId> leasedThisRound = ConcurrentHashMap.newKeySet();
        private final Map<EndpointId, AtomicInteger> inFlight = new ConcurrentHashMap<>();
        private final Map<DeliveryId, Integer> lost = new ConcurrentHashMap<>();

        void claimed(Lease lease) {
            assertThat(leasedThisRound.add(lease.deliveryId())).isTrue();
            assertThat(completed.contains(lease.deliveryId())).isFalse();
            assertThat(lease.lostLeases()).isEqualTo(lost.getOrDefault(lease.deliveryId(), 0));
            int leased = inFlight.computeIfAbsent(lease.lane(), lane -> new AtomicInteger())
                    .incrementAndGet();
            assertThat(leased).isLessThanOrEqualTo(CAP);
        }

        void abandoned(Lease lease) {
            ended(lease);
            lost.merge(lease.deliveryId(), 1, Integer::sum);
        }

        void putOff(Lease lease) {
            ended(lease);
            lost.remove(lease.deliveryId());
        }

        void completed(Lease lease) {
            ended(lease);
            completed.add(lease.deliveryId());
        }

        private void ended(Lease lease) {
            inFlight.getOrDefault(lease.lane(), new AtomicInteger()).decrementAndGet();
        }
    }

    @Test
    void aHotLaneLosesNothingWhileItIsScheduledAndClaimed() {
        EndpointId hot = lane();
        int each = 500;
        int schedulers = 4;
        AtomicInteger scheduling = new AtomicInteger(schedulers);
        Callable<List<DeliveryId>> schedule = () -> {
            List<DeliveryId> ids = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                ids.add(schedule(hot));
            }
            scheduling.decrementAndGet();
            return ids;
        };
        Callable<List<DeliveryId>> claim = () -> {
            List<DeliveryId> ids = new ArrayList<>();
            boolean last;
            do {
                last = scheduling.get() == 0;
                ids.addAll(drain());
            } while (!last);
            return ids;
        };
        List<Callable<List<DeliveryId>>> works = new ArrayList<>();
        for (int i = 0; i < schedulers; i++) {
            works.add(schedule);
            works.add(claim);
        }
        List<List<DeliveryId>> results = Crowd.run(works);

        List<DeliveryId> scheduled = new ArrayList<>();
        List<DeliveryId> claimed = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            (i % 2 == 0 ? scheduled : claimed).addAll(results.get(i));
        }
        claimed.addAll(drain());
        assertThat(claimed).hasSameSizeAs(scheduled);
        assertThat(new HashSet<>(claimed)).isEqualTo(new HashSet<>(scheduled));
        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    @Test
    void manyClaimersTogetherStayWithinALanesCap() {
        EndpointId lane = lane();
        schedule(lane, 200, limits(7, 1));

        List<List<Lease>> claims = Crowd.run(THREADS, () -> claim(5, 5));

        assertThat(claims.stream().mapToInt(List::size).sum()).isEqualTo(7);
        assertThat(queue().lane(lane).leased()).isEqualTo(7);
    }

    @Test
    void ofManySettlementsOfALeaseOneCounts() {
        schedule(lane());
        Lease lease = claimOne();

        List<Integer> late = Crowd.run(
                THREADS, () -> queue().settle(List.of(again(lease, MINUTE))).size());

        assertThat(late.stream().mapToInt(Integer::intValue).sum()).isEqualTo(THREADS - 1);
    }
}
