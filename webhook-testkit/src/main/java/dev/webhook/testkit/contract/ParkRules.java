package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneSpeed;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class ParkRules extends QueueRules {

    ParkRules(DeliveryQueueContract contract) {
        super(contract);
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    /** Returns a lane of five that was parked until now. */
    private EndpointId laneWhoseParkEnded() {
        EndpointId lane = lane();
        schedule(lane, 5, ROOMY);
        queue().park(lane, minutes(2));
        advance(minutes(2));
        return lane;
    }

    @Test
    void aParkedLaneYieldsNothing() {
        EndpointId parked = lane();
        EndpointId other = lane();
        schedule(parked, 100, ROOMY);
        schedule(other, 2, ROOMY);
        queue().park(parked, minutes(3));

        assertThat(lanes(claim())).containsExactly(other, other);
        advance(minutes(2));
        assertThat(claim()).isEmpty();
    }

    @Test
    void aParkEndsByItself() {
        EndpointId lane = lane();
        schedule(lane);
        queue().park(lane, minutes(3));
        advance(minutes(3));

        assertThat(lanes(claim())).containsExactly(lane);
    }

    @Test
    void noParkLastsLongerThanFiveMinutes() {
        EndpointId lane = lane();
        schedule(lane);
        queue().park(lane, Duration.ofDays(30));

        assertThat(queue().lane(lane).parkedFor()).isPositive().isLessThanOrEqualTo(DeliveryQueue.LONGEST_PARK);
        advance(minutes(4));
        assertThat(claim()).isEmpty();
        advance(minutes(1));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aShorterParkDoesNotEndALongerOne() {
        EndpointId lane = lane();
        schedule(lane);
        queue().park(lane, minutes(4));
        queue().park(lane, minutes(1));

        advance(minutes(3));
        assertThat(claim()).isEmpty();
        advance(minutes(1));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aLongerParkPutsOffTheEndOfAShorterOne() {
        EndpointId lane = lane();
        schedule(lane);
        queue().park(lane, minutes(1));
        queue().park(lane, minutes(4));

        advance(minutes(3));
        assertThat(claim()).isEmpty();
    }

    @Test
    void aLaneThatHoldsNothingCanBeParked() {
        EndpointId lane = lane();
        queue().park(lane, minutes(3));
        schedule(lane);

        assertThat(claim()).isEmpty();
        advance(minutes(3));
        assertThat(lanes(claim())).containsExactly(lane);
    }

    @Test
    void theLimitsOfALaneThatWasParkedBeforeItHeldAnythingAreThoseItIsGivenThen() {
        EndpointId lane = lane();
        queue().park(lane, minutes(3));
        schedule(lane, 5, limits(3, 0));
        queue().unpark(lane, limits(1, 0), Duration.ZERO);

        assertThat(claim()).hasSize(3);
    }

    @Test
    void whatIsScheduledOnAParkedLaneWaitsToo() {
        EndpointId lane = lane();
        schedule(lane);
        queue().park(lane, minutes(3));
        schedule(lane);

        assertThat(claim()).isEmpty();
        assertThat(queue().status()).isEqualTo(new QueueStatus(2, 0, 1));
    }

    @Test
    void whatWasLeasedBeforeAParkIsSettledAsEver() {
        EndpointId lane = lane();
        schedule(lane, 3, ROOMY);
        List<Lease> leases = claim();
        queue().park(lane, minutes(3));

        settle(done(leases.get(0)));
        settle(again(leases.get(1), Duration.ZERO));
        settle(back(leases.get(2), Duration.ZERO));

        assertThat(queue().lane(lane).waiting()).isEqualTo(2);
        assertThat(claim()).isEmpty();
    }

    @Test
    void aLeaseThatRunsOutOnAParkedLaneWaitsForTheParksEnd() {
        EndpointId lane = lane();
        schedule(lane);
        claimOne();
        advance(LEASE.minus(minutes(1)));
        queue().park(lane, minutes(5));
        advance(minutes(2));

        assertThat(claim()).isEmpty();
        advance(minutes(3));
        assertThat(claimOne().lostLeases()).isEqualTo(1);
    }

    @Test
    void aLaneWhoseParkHasJustEndedYieldsOneAtATimeUntilAnAttemptIsSettled() {
        laneWhoseParkEnded();

        Lease probe = claimOne();
        assertThat(claim()).isEmpty();
        settle(done(probe));

        assertThat(claim()).hasSize(4);
    }

    @Test
    void aFailedAttemptAlsoEndsTheYieldingOneAtATime() {
        laneWhoseParkEnded();

        settle(again(claimOne(), MINUTE));

        assertThat(claim()).hasSize(4);
    }

    @Test
    void aReleaseAfterAParkIsNoAttempt() {
        laneWhoseParkEnded();

        settle(back(claimOne(), Duration.ZERO));

        claimOne();
        assertThat(claim()).isEmpty();
    }

    @Test
    void anEndWithoutAnAttemptAfterAParkIsNoAttempt() {
        laneWhoseParkEnded();

        settle(new Settlement.Complete(claimOne(), LaneSpeed.UNKNOWN));

        claimOne();
        assertThat(claim()).isEmpty();
    }

    @Test
    void anAttemptFromBeforeTheParkSaysNothingAboutItsEnd() {
        EndpointId lane = lane();
        schedule(lane, 5, ROOMY);
        List<Lease> before = claim(2, 2);
        queue().park(lane, minutes(2));
        complete(before);
        advance(minutes(2));

        claimOne();
        assertThat(claim()).isEmpty();
    }

    @Test
    void aLaneParkedAgainByItsProbeYieldsOneAtATimeAgain() {
        EndpointId lane = laneWhoseParkEnded();
        Lease probe = claimOne();
        queue().park(lane, minutes(2));
        settle(again(probe, Duration.ZERO));
        advance(minutes(2));

        claimOne();
        assertThat(claim()).isEmpty();
    }

    @Test
    void unparkLetsALaneBeClaimedAtOnceAndInFull() {
        EndpointId lane = lane();
        schedule(lane, 5, ROOMY);
        queue().park(lane, minutes(5));
        queue().unpark(lane, ROOMY, Duration.ZERO);

        assertThat(queue().lane(lane).parkedFor()).isZero();
        assertThat(claim()).hasSize(5);
    }

    @Test
    void unparkWithANegativeRemainderIsTheSame() {
        EndpointId lane = lane();
        schedule(lane, 5, ROOMY);
        queue().park(lane, minutes(5));
        queue().unpark(lane, ROOMY, minutes(-1));

        assertThat(claim()).hasSize(5);
    }

    @Test
    void unparkAfterTheParksEndEndsTheYieldingOneAtATime() {
        EndpointId lane = laneWhoseParkEnded();
        queue().unpark(lane, ROOMY, Duration.ZERO);

        assertThat(claim()).hasSize(5);
    }

    @Test
    void unparkCanLeaveARemainder() {
        EndpointId lane = lane();
        schedule(lane, 5, ROOMY);
        queue().park(lane, minutes(5));
        queue().unpark(lane, ROOMY, minutes(2));

        advance(minutes(1));
        assertThat(claim()).isEmpty();
        advance(minutes(1));
        claimOne();
        assertThat(claim()).isEmpty();
    }

    @Test
    void theRemainderOfAnUnparkIsBoundedToo() {
        EndpointId lane = lane();
        schedule(lane);
        queue().unpark(lane, ROOMY, Duration.ofDays(1));

        assertThat(claim()).isEmpty();
        advance(minutes(5));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void unparkBringsLimitsOfAHigherVersion() {
        EndpointId lane = lane();
        schedule(lane, 5, limits(1, 1));
        queue().unpark(lane, limits(3, 2), Duration.ZERO);

        assertThat(claim()).hasSize(3);
    }

    @Test
    void unparkIgnoresLimitsOfALowerVersion() {
        EndpointId lane = lane();
        schedule(lane, 5, limits(1, 2));
        queue().unpark(lane, limits(3, 1), Duration.ZERO);

        assertThat(claim()).hasSize(1);
    }

    @Test
    void unparkOfALaneThatHoldsNothingIsHarmless() {
        EndpointId lane = lane();
        queue().unpark(lane, ROOMY, Duration.ZERO);
        assertThat(queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
        schedule(lane);

        assertThat(claim()).hasSize(1);
    }

    @Test
    void aLaneShowsForHowLongItIsParked() {
        EndpointId lane = lane();
        schedule(lane);
        assertThat(queue().lane(lane).parkedFor()).isZero();
        queue().park(lane, minutes(4));
        advance(minutes(1));

        assertThat(queue().lane(lane).parkedFor()).isBetween(minutes(2), minutes(3));
        advance(minutes(3));
        assertThat(queue().lane(lane).parkedFor()).isZero();
    }
}
