package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class ScheduleRules extends QueueRules {

    ScheduleRules(DeliveryQueueContract contract) {
        super(contract);
    }

    @Test
    void anEmptyQueueYieldsNothing() {
        assertThat(claim()).isEmpty();
        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
        assertThat(queue().lane(lane())).isEqualTo(LaneStatus.EMPTY);
    }

    @Test
    void nothingToScheduleChangesNothing() {
        queue().schedule(List.of());

        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    @Test
    void whatIsDueIsClaimed() {
        EndpointId lane = lane();
        DeliveryId id = schedule(lane);

        Lease lease = claimOne();

        assertThat(lease.deliveryId()).isEqualTo(id);
        assertThat(lease.lane()).isEqualTo(lane);
        assertThat(lease.lostLeases()).isZero();
        assertThat(lease.slow()).isFalse();
    }

    @Test
    void whatWasDueBeforeItWasScheduledIsClaimed() {
        DeliveryId id = delivery();
        schedule(lane(), id, Duration.ofDays(-3));

        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void nothingIsClaimedBeforeItIsDue() {
        DeliveryId id = delivery();
        schedule(lane(), id, Duration.ofMinutes(5));

        advance(Duration.ofMinutes(4));
        assertThat(claim()).isEmpty();

        advance(MINUTE);
        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void schedulingAgainDoublesNothing() {
        EndpointId lane = lane();
        DeliveryId id = schedule(lane);
        schedule(lane, id, Duration.ZERO);

        assertThat(queue().status()).isEqualTo(new QueueStatus(1, 0, 1));
        assertThat(ids(claim())).containsExactly(id);
        assertThat(claim()).isEmpty();
    }

    @Test
    void twiceInOneCallIsOnce() {
        DeliveryId id = delivery();
        schedule(lane(), List.of(id, id), ROOMY);

        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void schedulingMovesAWaitingOneToALaterDue() {
        EndpointId lane = lane();
        DeliveryId id = schedule(lane);
        schedule(lane, id, Duration.ofMinutes(5));

        assertThat(claim()).isEmpty();
        advance(Duration.ofMinutes(5));
        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void schedulingMovesAWaitingOneToAnEarlierDue() {
        EndpointId lane = lane();
        DeliveryId id = delivery();
        schedule(lane, id, Duration.ofDays(1));
        schedule(lane, id, Duration.ZERO);

        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void movingTheFirstOfALaneLeavesTheOthersWhereTheyWere() {
        EndpointId lane = lane();
        DeliveryId first = schedule(lane);
        DeliveryId second = delivery();
        schedule(lane, second, Duration.ofMinutes(2));
        schedule(lane, first, Duration.ofMinutes(10));

        assertThat(claim()).isEmpty();
        advance(Duration.ofMinutes(2));
        assertThat(ids(claim())).containsExactly(second);
    }

    @Test
    void schedulingLeavesALeasedOneAlone() {
        EndpointId lane = lane();
        DeliveryId id = schedule(lane);
        Lease lease = claimOne();

        schedule(lane, id, Duration.ZERO);

        assertThat(claim()).isEmpty();
        settle(done(lease));
        assertThat(claim()).isEmpty();
        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    @Test
    void schedulingDoesNotPutOffTheEndOfALease() {
        EndpointId lane = lane();
        DeliveryId id = schedule(lane);
        claimOne();

        schedule(lane, id, Duration.ofDays(1));
        advance(AFTER_LEASE);

        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void whatIsDueOnOneLaneDoesNotWaitForItsLaterOnes() {
        EndpointId lane = lane();
        schedule(lane, delivery(), Duration.ofDays(1));
        DeliveryId due = schedule(lane);

        assertThat(ids(claim())).containsExactly(due);
    }

    @Test
    void limitsOfAHigherVersionHold() {
        EndpointId lane = lane();
        schedule(lane, 5, limits(1, 1));
        schedule(lane, 1, limits(4, 2));

        assertThat(claim()).hasSize(4);
    }

    @Test
    void limitsOfALowerVersionAreIgnored() {
        EndpointId lane = lane();
        schedule(lane, 5, limits(2, 7));
        schedule(lane, 1, limits(4, 6));

        assertThat(claim()).hasSize(2);
    }

    @Test
    void limitsThatComeWithALeasedOneHoldAtOnce() {
        EndpointId lane = lane();
        List<DeliveryId> ids = schedule(lane, 5, limits(1, 1));
        Lease lease = claimOne();

        schedule(lane, List.of(lease.deliveryId()), limits(3, 2));

        assertThat(ids(claim())).hasSize(2).isSubsetOf(ids).doesNotContain(lease.deliveryId());
    }

    @Test
    void statusCountsWhatWaitsAndWhatIsLeased() {
        EndpointId first = lane();
        schedule(first, 3, limits(2, 1));
        schedule(lane(), delivery(), Duration.ofDays(1));
        List<Lease> leases = claim();

        assertThat(queue().status()).isEqualTo(new QueueStatus(2, 2, 2));
        assertThat(queue().lane(first)).isEqualTo(new LaneStatus(1, 2, Duration.ZERO, false));

        complete(leases);
        assertThat(queue().status()).isEqualTo(new QueueStatus(2, 0, 2));
        drain();
        assertThat(queue().status()).isEqualTo(new QueueStatus(1, 0, 1));
        assertThat(queue().lane(first)).isEqualTo(LaneStatus.EMPTY);
    }

    @Test
    void aLeaseThatRanOutCountsAsLeasedUntilItIsClaimedAgain() {
        EndpointId lane = lane();
        schedule(lane);
        claimOne();
        advance(AFTER_LEASE);

        assertThat(queue().lane(lane)).isEqualTo(new LaneStatus(0, 1, Duration.ZERO, false));
        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 1, 1));
    }
}
