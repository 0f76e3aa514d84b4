package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

abstract class SlowLaneRules extends QueueRules {

    SlowLaneRules(DeliveryQueueContract contract) {
        super(contract);
    }

    /** Returns a lane of five whose last attempt was slow. */
    private EndpointId slowLane() {
        EndpointId lane = lane();
        schedule(lane, 6, ROOMY);
        List<Lease> leases = queue().claim(new ClaimRequest(1, 1, 0, LEASE));
        assertThat(lanes(leases)).containsExactly(lane);
        settle(new Settlement.Complete(leases.get(0), LaneSpeed.SLOW));
        return lane;
    }

    private List<Lease> claimWithSlow(int maxSlow) {
        return queue().claim(new ClaimRequest(1_000, 1_000, maxSlow, LEASE));
    }

    @Test
    void aSlowLaneYieldsOneAtATime() {
        EndpointId lane = slowLane();

        Lease lease = claimOne();

        assertThat(lease.slow()).isTrue();
        assertThat(queue().lane(lane).slow()).isTrue();
        assertThat(claim()).isEmpty();
    }

    @Test
    void aSlowLaneStaysSlowWhileItsAttemptsAre() {
        slowLane();
        settle(new Settlement.Reschedule(claimOne(), Duration.ZERO, LaneSpeed.SLOW));

        claimOne();
        assertThat(claim()).isEmpty();
    }

    @Test
    void aFastAttemptMakesASlowLaneFastAgain() {
        EndpointId lane = slowLane();
        settle(done(claimOne()));

        assertThat(queue().lane(lane).slow()).isFalse();
        assertThat(claim()).hasSize(4).noneMatch(Lease::slow);
    }

    @Test
    void whatIsNoAttemptLeavesALaneAsItWas() {
        slowLane();
        settle(back(claimOne(), Duration.ZERO));
        settle(new Settlement.Complete(claimOne(), LaneSpeed.UNKNOWN));

        claimOne();
        assertThat(claim()).isEmpty();
    }

    @Test
    void aLeaseThatRunsOutLeavesALaneAsItWas() {
        slowLane();
        claimOne();
        advance(AFTER_LEASE);

        assertThat(claimOne().slow()).isTrue();
        assertThat(claim()).isEmpty();
    }

    @Test
    void leasesFromBeforeALaneWasSlowCountAgainstItsOne() {
        EndpointId lane = lane();
        schedule(lane, 5, ROOMY);
        List<Lease> leases = claim(3, 3);
        settle(new Settlement.Complete(leases.get(0), LaneSpeed.SLOW));

        assertThat(claim()).isEmpty();
        leases.subList(1, 3).forEach(lease -> settle(new Settlement.Complete(lease, LaneSpeed.SLOW)));
        claimOne();
    }

    @Test
    void manyLostLeasesOfALaneThatIsSlowNowComeOneAtATime() {
        EndpointId lane = lane();
        schedule(lane, 6, ROOMY);
        List<Lease> leases = claim(5, 5);
        settle(new Settlement.Complete(leases.get(0), LaneSpeed.SLOW));
        advance(AFTER_LEASE);

        for (int served = 0; served < 5; served++) {
            Lease lease = claimWithin(5);
            assertThat(claim()).isEmpty();
            settle(new Settlement.Complete(lease, LaneSpeed.SLOW));
        }
        assertThat(queue().status().waiting()).isZero();
    }

    /** Claims at most {@code times} times, for a queue may take lost leases back a few at a time. */
    private Lease claimWithin(int times) {
        List<Lease> leases = claim();
        for (int i = 1; i < times && leases.isEmpty(); i++) {
            leases = claim();
        }
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    @Test
    void slowLanesTakeNoMoreThanTheirShareOfAClaim() {
        assertThat(Stream.generate(this::slowLane).limit(5)).hasSize(5);
        EndpointId fast = lane();
        schedule(fast, 3, ROOMY);

        List<Lease> leases = claimWithSlow(2);

        assertThat(leases).hasSize(5);
        assertThat(leases.stream().filter(Lease::slow)).hasSize(2);
    }

    @Test
    void aClaimCanLeaveOutSlowLanes() {
        slowLane();
        EndpointId fast = lane();
        schedule(fast, 2, ROOMY);

        assertThat(lanes(claimWithSlow(0))).containsExactly(fast, fast);
        assertThat(claimWithSlow(0)).isEmpty();
        assertThat(claimWithSlow(1)).hasSize(1);
    }

    @Test
    void slowLanesAreServedInTurnToo() {
        List<EndpointId> slow = Stream.generate(this::slowLane).limit(4).toList();

        List<Lease> first = claimWithSlow(2);
        List<Lease> second = claimWithSlow(2);

        assertThat(Stream.of(first, second).flatMap(List::stream).map(Lease::lane))
                .containsExactlyInAnyOrderElementsOf(slow);
    }

    @Test
    void aBusyFastLaneDoesNotKeepAClaimFromASlowOne() {
        EndpointId slow = slowLane();
        EndpointId busy = lane();
        schedule(busy, 100, ROOMY);

        assertThat(lanes(claim(20, 10))).contains(slow);
    }
}
