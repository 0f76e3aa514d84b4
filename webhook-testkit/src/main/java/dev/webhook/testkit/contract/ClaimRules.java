package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

abstract class ClaimRules extends QueueRules {

    ClaimRules(DeliveryQueueContract contract) {
        super(contract);
    }

    @Test
    void noMoreAreClaimedThanAskedFor() {
        schedule(lane(), 10, ROOMY);
        schedule(lane(), 10, ROOMY);

        assertThat(claim(7, 1_000)).hasSize(7);
        assertThat(claim(1, 1_000)).hasSize(1);
    }

    @Test
    void noMoreThanPerLaneAreClaimedFromOneLane() {
        EndpointId first = lane();
        EndpointId second = lane();
        schedule(first, 10, ROOMY);
        schedule(second, 10, ROOMY);

        assertThat(lanes(claim(100, 3))).containsExactlyInAnyOrder(first, first, first, second, second, second);
    }

    @Test
    void everyDeliveryIsClaimedOnce() {
        List<DeliveryId> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.addAll(schedule(lane(), 10, ROOMY));
        }
        List<DeliveryId> claimed = new ArrayList<>();
        for (List<Lease> leases = claim(17, 4); !leases.isEmpty(); leases = claim(17, 4)) {
            claimed.addAll(ids(leases));
        }

        assertThat(claimed).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void whatIsLeasedIsNotClaimedAgainBeforeTheLeaseEnds() {
        schedule(lane());
        claimOne();

        advance(LEASE.minus(MINUTE));

        assertThat(claim()).isEmpty();
    }

    @Test
    void theEarliestDueOfALaneComesFirst() {
        EndpointId lane = lane();
        DeliveryId later = delivery();
        DeliveryId earlier = delivery();
        schedule(lane, later, MINUTE.multipliedBy(3));
        schedule(lane, earlier, MINUTE);
        advance(MINUTE.multipliedBy(5));

        assertThat(ids(claim(1, 1))).containsExactly(earlier);
        assertThat(ids(claim(1, 1))).containsExactly(later);
    }

    @Test
    void aLaneNeverHasMoreLeasedThanItsCap() {
        EndpointId lane = lane();
        schedule(lane, 10, limits(3, 1));

        List<Lease> leases = new ArrayList<>(claim(2, 2));
        leases.addAll(claim(2, 2));
        leases.addAll(claim(2, 2));
        assertThat(leases).hasSize(3);

        settle(done(leases.get(0)));
        assertThat(claim()).hasSize(1);
        settle(again(leases.get(1), MINUTE));
        settle(back(leases.get(2), MINUTE));
        assertThat(claim()).hasSize(2);
        assertThat(claim()).isEmpty();
    }

    @Test
    void leasesThatRanOutMakeRoomUnderTheCap() {
        List<DeliveryId> ids = schedule(lane(), 4, limits(2, 1));
        claim();
        advance(AFTER_LEASE);

        assertThat(ids(claim())).hasSize(2).isSubsetOf(ids);
        assertThat(claim()).isEmpty();
    }

    @Test
    void aFullLaneLeavesTheClaimToOthers() {
        EndpointId full = lane();
        schedule(full, 5, limits(1, 1));
        claimOne();
        EndpointId other = lane();
        schedule(other, 2, ROOMY);

        assertThat(lanes(claim())).containsExactly(other, other);
    }

    @Test
    void aLowerCapHoldsOnceEnoughIsSettled() {
        EndpointId lane = lane();
        schedule(lane, 6, limits(4, 1));
        List<Lease> leases = claim();
        schedule(lane, 1, limits(2, 2));

        complete(leases.subList(0, 2));
        assertThat(claim()).isEmpty();
        complete(leases.subList(2, 3));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void noTwoClaimsOfADeliveryHaveTheSameToken() {
        schedule(lane(), 5, ROOMY);
        Set<LeaseToken> tokens = new HashSet<>();
        for (int round = 0; round < 5; round++) {
            claim().forEach(lease -> assertThat(tokens.add(lease.token())).isTrue());
            advance(AFTER_LEASE);
        }

        assertThat(tokens).hasSize(25);
    }

    @Test
    void aHundredThousandBehindAParkedLaneDoNotMakeAClaimDearer() {
        schedule(lane());
        long without = quickestClaim();
        EndpointId crowded = lane();
        schedule(crowded, 100_000, ROOMY);
        queue().park(crowded, MINUTE.multipliedBy(5));
        long with = quickestClaim();

        assertThat(with).isLessThan(10 * without);
    }

    /** Returns the least nanoseconds of many claims: what other work on the machine adds is not in it. */
    private long quickestClaim() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            long begin = System.nanoTime();
            List<Lease> leases = claim(10, 10);
            least = Math.min(least, System.nanoTime() - begin);
            assertThat(leases).hasSize(1);
            settle(back(leases.get(0), Duration.ZERO));
        }
        return least;
    }
}
