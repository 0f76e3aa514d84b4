package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class SettleRules extends QueueRules {

    SettleRules(DeliveryQueueContract contract) {
        super(contract);
    }

    @Test
    void aCompletedOneNeverComesAgain() {
        schedule(lane());
        settle(done(claimOne()));

        advance(AFTER_LEASE);

        assertThat(claim()).isEmpty();
        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    @Test
    void aRescheduledOneComesAgainAfterItsDelay() {
        DeliveryId id = schedule(lane());
        settle(again(claimOne(), Duration.ofMinutes(10)));

        advance(Duration.ofMinutes(9));
        assertThat(claim()).isEmpty();
        advance(MINUTE);
        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void aReleasedOneComesAgainAfterItsDelay() {
        DeliveryId id = schedule(lane());
        settle(back(claimOne(), Duration.ofMinutes(10)));

        advance(Duration.ofMinutes(9));
        assertThat(claim()).isEmpty();
        advance(MINUTE);
        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void oneReleasedWithoutDelayComesAgainAtOnce() {
        DeliveryId id = schedule(lane());
        settle(back(claimOne(), Duration.ZERO));

        assertThat(ids(claim())).containsExactly(id);
    }

    @Test
    void aLeaseIsSettledOnce() {
        EndpointId lane = lane();
        schedule(lane);
        Lease lease = claimOne();
        settle(again(lease, Duration.ofMinutes(5)));

        settleLate(done(lease));
        settleLate(again(lease, Duration.ZERO));
        settleLate(back(lease, Duration.ZERO));

        assertThat(queue().lane(lane)).isEqualTo(new LaneStatus(1, 0, Duration.ZERO, false));
        assertThat(claim()).isEmpty();
    }

    @Test
    void twiceInOneCallTheSecondIsLate() {
        schedule(lane());
        Lease lease = claimOne();

        assertThat(queue().settle(List.of(again(lease, MINUTE), done(lease)))).containsExactly(done(lease));
    }

    @Test
    void theOnesThatCameTooLateAreReturnedInTheirOrder() {
        schedule(lane(), 5, ROOMY);
        List<Lease> leases = claim();
        complete(List.of(leases.get(1), leases.get(3)));

        List<Settlement> all = leases.stream().map(QueueRules::done).toList();

        assertThat(queue().settle(all)).containsExactly(all.get(1), all.get(3));
        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    @Test
    void nothingToSettleIsNothingLate() {
        assertThat(queue().settle(List.of())).isEmpty();
    }

    @Test
    void anUnknownDeliveryIsSettledTooLate() {
        schedule(lane());
        Lease lease = claimOne();
        settleLate(done(new Lease(delivery(), lease.lane(), lease.token(), 0, false)));

        settle(done(lease));
    }

    @Test
    void aTokenOfAnotherEpochDoesNotCount() {
        EndpointId lane = lane();
        schedule(lane);
        Lease lease = claimOne();
        LeaseToken other = new LeaseToken("another-epoch", lease.token().value());
        settleLate(done(new Lease(lease.deliveryId(), lane, other, 0, false)));

        assertThat(queue().lane(lane).leased()).isOne();
        settle(done(lease));
    }

    @Test
    void theTokenOfAnotherDeliveryDoesNotCount() {
        EndpointId lane = lane();
        schedule(lane, 2, ROOMY);
        List<Lease> leases = claim();
        Lease crossed =
                new Lease(leases.get(0).deliveryId(), lane, leases.get(1).token(), 0, false);
        settleLate(done(crossed));

        complete(leases);
    }

    @Test
    void aSettledOneThatIsScheduledAgainComesBack() {
        EndpointId lane = lane();
        DeliveryId id = schedule(lane);
        Lease first = claimOne();
        settle(done(first));

        schedule(lane, id, Duration.ZERO);

        settleLate(done(first));
        Lease second = claimOne();
        assertThat(second.deliveryId()).isEqualTo(id);
        assertThat(second.lostLeases()).isZero();
        settleLate(done(first));
        settle(done(second));
    }

    @Test
    void theTokenOfARescheduledLeaseDoesNotCountForTheNext() {
        schedule(lane());
        Lease first = claimOne();
        settle(again(first, Duration.ZERO));
        Lease second = claimOne();

        settleLate(done(first));

        settle(done(second));
    }
}
