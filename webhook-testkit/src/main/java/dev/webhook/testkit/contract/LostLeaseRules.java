package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

abstract class LostLeaseRules extends QueueRules {

    LostLeaseRules(DeliveryQueueContract contract) {
        super(contract);
    }

    private Lease loseAndClaim() {
        advance(AFTER_LEASE);
        return claimOne();
    }

    @Test
    void aLeaseThatRanOutIsClaimedAgainWithOneLostLeaseMore() {
        DeliveryId id = schedule(lane());
        claimOne();
        for (int lost = 1; lost <= 6; lost++) {
            Lease lease = loseAndClaim();
            assertThat(lease.deliveryId()).isEqualTo(id);
            assertThat(lease.lostLeases()).isEqualTo(lost);
            assertThat(claim()).isEmpty();
        }
    }

    @Test
    void aReleaseKeepsTheLostLeases() {
        schedule(lane());
        claimOne();
        settle(back(loseAndClaim(), Duration.ZERO));

        assertThat(claimOne().lostLeases()).isEqualTo(1);
    }

    @Test
    void aRescheduleForgetsTheLostLeases() {
        schedule(lane());
        claimOne();
        settle(again(loseAndClaim(), Duration.ZERO));

        assertThat(claimOne().lostLeases()).isZero();
    }

    @Test
    void aCompleteForgetsTheLostLeases() {
        EndpointId lane = lane();
        DeliveryId id = schedule(lane);
        claimOne();
        settle(done(loseAndClaim()));
        schedule(lane, id, Duration.ZERO);

        assertThat(claimOne().lostLeases()).isZero();
    }

    @Test
    void aLateSettlementAfterAnotherClaimChangesNothing() {
        EndpointId lane = lane();
        schedule(lane);
        Lease late = claimOne();
        Lease present = loseAndClaim();

        settleLate(done(late));
        settleLate(again(late, Duration.ZERO));
        settleLate(back(late, Duration.ZERO));

        assertThat(queue().lane(lane)).isEqualTo(new LaneStatus(0, 1, Duration.ZERO, false));
        assertThat(claim()).isEmpty();
        settle(done(present));
    }

    @Test
    void aLateSettlementStaysLateOnceTheOtherClaimIsSettled() {
        schedule(lane());
        Lease late = claimOne();
        settle(again(loseAndClaim(), MINUTE));

        settleLate(done(late));

        assertThat(queue().status()).isEqualTo(new QueueStatus(1, 0, 1));
    }

    @Test
    void aCompleteAfterTheLeaseRanOutCountsIfNobodyClaimedAgain() {
        schedule(lane());
        Lease lease = claimOne();
        advance(AFTER_LEASE);

        settle(done(lease));

        assertThat(claim()).isEmpty();
        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    @Test
    void aRescheduleAfterTheLeaseRanOutCountsIfNobodyClaimedAgain() {
        schedule(lane());
        Lease lease = claimOne();
        advance(AFTER_LEASE);

        settle(again(lease, MINUTE.multipliedBy(5)));

        assertThat(claim()).isEmpty();
        advance(MINUTE.multipliedBy(5));
        assertThat(claimOne().lostLeases()).isZero();
    }

    @Test
    void aReleaseAfterTheLeaseRanOutCountsIfNobodyClaimedAgain() {
        DeliveryId id = schedule(lane());
        Lease lease = claimOne();
        advance(AFTER_LEASE);

        settle(back(lease, MINUTE.multipliedBy(5)));

        assertThat(claim()).isEmpty();
        advance(MINUTE.multipliedBy(5));
        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void aLeaseThatRanOutAndCannotBeClaimedAgainIsStillTheLatest() {
        EndpointId lane = lane();
        schedule(lane, 2, limits(1, 1));
        Lease first = claimOne();
        advance(AFTER_LEASE);
        Lease second = claimOne();

        settle(done(second));
        if (second.deliveryId().equals(first.deliveryId())) {
            settleLate(done(first));
        } else {
            settle(done(first));
        }
    }
}
