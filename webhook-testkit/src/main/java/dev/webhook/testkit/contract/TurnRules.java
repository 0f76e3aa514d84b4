package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.Lease;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

abstract class TurnRules extends QueueRules {

    private static final Duration SECOND = Duration.ofSeconds(1);

    TurnRules(DeliveryQueueContract contract) {
        super(contract);
    }

    @Test
    void theLongestUnservedLaneComesFirst() {
        EndpointId first = lane();
        EndpointId second = lane();
        EndpointId third = lane();
        for (EndpointId lane : List.of(first, second, third)) {
            schedule(lane, 2, ROOMY);
            advance(SECOND);
        }

        assertThat(servedOneByOne(6)).containsExactly(first, second, third, first, second, third);
    }

    @Test
    void lanesThatBecomeReadyTogetherAreServedInTurn() {
        List<EndpointId> lanes = Stream.generate(this::lane).limit(10).toList();
        lanes.forEach(lane -> schedule(lane, 2, ROOMY));

        List<EndpointId> served = servedOneByOne(20);

        assertThat(served.subList(0, 10)).containsExactlyInAnyOrderElementsOf(lanes);
        assertThat(served.subList(10, 20)).containsExactlyInAnyOrderElementsOf(lanes);
    }

    @Test
    void tenThousandWaitingOnOneLaneDoNotDelayAFreshOne() {
        EndpointId crowded = lane();
        schedule(crowded, 10_000, ROOMY);
        assertThat(claim(10, 10)).hasSize(10);
        advance(SECOND);
        EndpointId fresh = lane();
        schedule(fresh);

        List<EndpointId> served = new ArrayList<>(lanes(claim(10, 10)));
        served.addAll(lanes(claim(10, 10)));

        assertThat(served).contains(fresh);
    }

    @Test
    void tenThousandWaitingOnOneLaneTakeNoMoreThanItsTurnAmongManyLanes() {
        EndpointId crowded = lane();
        schedule(crowded, 10_000, ROOMY);
        advance(SECOND);
        List<EndpointId> others = Stream.generate(this::lane).limit(50).toList();
        others.forEach(lane -> schedule(lane, 1, ROOMY));

        List<EndpointId> served = servedOneByOne(51);

        assertThat(served).containsOnlyOnce(crowded).containsAll(others);
    }

    @Test
    void anOldBacklogDoesNotGoFirstForBeingOld() {
        EndpointId old = lane();
        schedule(old, 100, ROOMY);
        advance(Duration.ofHours(5));
        assertThat(lanes(claim(1, 1))).containsExactly(old);
        advance(SECOND);
        EndpointId fresh = lane();
        schedule(fresh, 2, ROOMY);
        advance(SECOND);

        assertThat(servedOneByOne(3)).containsExactly(old, fresh, old);
    }

    @Test
    void settlingDoesNotCostALaneItsTurn() {
        EndpointId first = lane();
        schedule(first, 3, ROOMY);
        List<Lease> leases = claim(2, 2);
        advance(SECOND);
        EndpointId second = lane();
        schedule(second);
        advance(SECOND);
        settle(done(leases.get(0)));
        settle(again(leases.get(1), MINUTE));

        assertThat(servedOneByOne(2)).containsExactly(first, second);
    }

    @Test
    void schedulingMoreDoesNotCostALaneItsTurn() {
        EndpointId first = lane();
        schedule(first);
        advance(SECOND);
        EndpointId second = lane();
        schedule(second);
        advance(SECOND);
        schedule(first);

        assertThat(lanes(claim(1, 1))).containsExactly(first);
    }

    @Test
    void oneClaimTakesFromAsManyLanesAsItNeeds() {
        List<EndpointId> lanes = Stream.generate(this::lane).limit(100).toList();
        lanes.forEach(lane -> schedule(lane, 2, ROOMY));

        assertThat(lanes(claim(100, 1))).containsExactlyInAnyOrderElementsOf(lanes);
    }

    private List<EndpointId> servedOneByOne(int times) {
        List<EndpointId> served = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            served.addAll(lanes(claim(1, 1)));
        }
        return served;
    }
}
