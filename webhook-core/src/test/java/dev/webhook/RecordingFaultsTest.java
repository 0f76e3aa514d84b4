package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.http.HttpResult;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingFaultsTest {

    private static final Duration LEASE = Duration.ofSeconds(90);

    private final Rig rig = new Rig();
    private final Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofMinutes(10), 3));

    @Test
    void anOutcomeWhoseReplyWasLostIsRecordedAndToldOnce() {
        rig.storage.loseReplies("DeliveryStore.record", 1);

        EventId event = rig.publishAndRun();

        assertThat(rig.storage.calls("DeliveryStore.record")).isEqualTo(2);
        assertRecordedOnce(event);
        assertThat(rig.news.heard()).containsExactly("published order.created", "routed 1", "attempted 1", "delivered");
    }

    @Test
    void whileTheStoreIsDownNothingIsClaimedAndLaterAllIsRecordedOnce() {
        rig.storage.down("DeliveryStore.record");
        EventId first = rig.publish();
        assertThatThrownBy(rig.dispatcher::runOnce).isInstanceOf(StoreUnavailableException.class);
        EventId second = rig.publish();
        assertThatThrownBy(rig.dispatcher::runOnce).isInstanceOf(StoreUnavailableException.class);
        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.news.heard("attempted")).isEmpty();

        rig.storage.heal();
        rig.run();

        assertThat(rig.replies.sent()).hasSize(2);
        assertRecordedOnce(first);
        assertRecordedOnce(second);
        assertThat(rig.news.heard("delivered")).hasSize(2);
    }

    @Test
    void anOutageThatOutlastsTheLeaseDoublesNothing() {
        rig.storage.down("DeliveryStore.record");
        EventId event = rig.publish();
        assertThatThrownBy(rig.dispatcher::runOnce).isInstanceOf(StoreUnavailableException.class);

        rig.clock.advance(LEASE.multipliedBy(2));
        rig.storage.heal();
        rig.run();

        assertThat(rig.replies.sent()).hasSize(1);
        assertRecordedOnce(event);
        assertThat(rig.memory.queue().status().waiting()).isZero();
    }

    @Test
    void theTimeOfAnAttemptIsWhenItWasMadeHoweverLateItIsRecorded() {
        rig.storage.down("DeliveryStore.record");
        EventId event = rig.publish();
        assertThatThrownBy(rig.dispatcher::runOnce).isInstanceOf(StoreUnavailableException.class);

        rig.clock.advance(Duration.ofSeconds(40));
        rig.storage.heal();
        rig.run();

        assertThat(rig.delivery(event).lastAttempt().sentAt()).isEqualTo(TestClock.START);
    }

    @Test
    void aRecordThatCannotBeStoredDoesNotSinkItsBatch() {
        rig.publish(3);
        List<DeliveryId> bad = new ArrayList<>();
        rig.storage.before("DeliveryStore.record", arguments -> {
            for (Object record : (List<?>) arguments[0]) {
                DeliveryId id = ((OutcomeRecord) record).deliveryId();
                if (bad.isEmpty()) {
                    bad.add(id);
                }
                if (bad.contains(id)) {
                    throw new IllegalStateException("a column is too short");
                }
            }
        });

        rig.run();
        assertThat(rig.news.heard("delivered")).hasSize(2);
        rig.storage.heal();
        rig.later(LEASE);

        assertThat(rig.news.heard("delivered")).hasSize(3);
        assertThat(rig.replies.sent()).hasSize(4);
    }

    @Test
    void leasesThatCouldNotBeSettledAreSettledWhenTheQueueIsBack() {
        rig.storage.down("DeliveryQueue.settle");
        EventId event = rig.publishAndRun();
        rig.publishAndRun();
        assertThat(rig.memory.queue().status().leased()).isEqualTo(2);

        rig.storage.heal();
        rig.run();

        assertRecordedOnce(event);
        assertThat(rig.replies.sent()).hasSize(2);
        assertThat(rig.memory.queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    @Test
    void leasesThatAreLeftEndWithTheNextOutcomes() {
        rig.storage.down("DeliveryQueue.settle");
        rig.publishAndRun();
        rig.storage.heal();
        rig.publish();

        rig.dispatcher.runOnce();

        assertThat(rig.memory.queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    @Test
    void whatIsToBeSettledLaterHoldsUpNoOutcome() {
        rig.storage.down("DeliveryQueue.settle");
        rig.publishAndRun();

        assertRecordedOnce(rig.publishAndRun());
    }

    @Test
    void ofMoreThanAHundredBatchesThatCouldNotBeSettledTheOldestRunsOut() {
        Rig roomy = new Rig();
        roomy.register(EndpointSpec.url("https://a.example.com/hook")
                .subscribe("order.*")
                .maxInFlight(200));
        roomy.storage.down("DeliveryQueue.settle");
        for (int i = 0; i < 101; i++) {
            roomy.publishAndRun();
        }

        roomy.storage.heal();
        roomy.run();
        assertThat(roomy.memory.queue().status().leased()).isEqualTo(1);
        roomy.later(LEASE);
        assertThat(roomy.memory.queue().status().leased()).isZero();
    }

    /** As what was recorded would have it, the lease would end with the delivery. */
    @Test
    void whatWasRedrivenBeforeItsLeaseCouldBeSettledIsAttemptedAgain() {
        Rig once = new Rig();
        once.endpoint("a.example.com");
        once.replies.reply(status(500), status(200));
        once.storage.down("DeliveryQueue.settle");
        EventId event = once.publishAndRun();
        assertThat(once.delivery(event).status()).isEqualTo(DeliveryStatus.FAILED);

        once.dispatcher.deadLetters().redriveAll(DeadLetterQuery.all(), "test");
        once.storage.heal();
        once.run();
        once.run(); // the claimer's next look

        assertThat(once.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void aLeaseThatIsNeverSettledRunsOutAndIsDroppedByTheNextLoad() {
        rig.storage.down("DeliveryQueue.settle");
        EventId event = rig.publishAndRun();

        rig.clock.advance(LEASE);
        rig.neighbour().run();

        assertRecordedOnce(event);
        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.memory.queue().status()).isEqualTo(new QueueStatus(0, 0, 0));
    }

    @Test
    void whenSettlingBreaksTheOutcomeIsStillToldOnce() {
        int[] failures = {1};
        rig.storage.before("DeliveryQueue.settle", arguments -> {
            if (failures[0]-- > 0) {
                throw new IllegalStateException("not what the queue says when it can't be reached");
            }
        });

        EventId event = rig.publishAndRun();

        assertRecordedOnce(event);
        assertThat(rig.news.heard("delivered")).hasSize(1);
    }

    @Test
    void whenDisablingFailsTheOutcomeIsNotToldAgain() {
        Rig strict = new Rig(options -> options.disableAfterFailures(1).disableAfter(Duration.ZERO));
        strict.endpoint("a.example.com");
        strict.replies.reply(status(500));
        strict.storage.unreachable("EndpointStore.update", 1);

        strict.publishAndRun();
        strict.run();

        assertThat(strict.news.heard("attempted")).hasSize(1);
        strict.publishAndRun();
        assertThat(strict.news.heard("endpointDisabled")).hasSize(1);
    }

    @Test
    void aLateWorkersOutcomeChangesNothing() {
        Rig neighbour = rig.neighbour();
        rig.storage.down("DeliveryStore.record");
        EventId event = rig.publish();
        assertThatThrownBy(rig.dispatcher::runOnce).isInstanceOf(StoreUnavailableException.class);
        rig.clock.advance(LEASE);
        neighbour.run();
        assertRecordedOnce(event);

        rig.storage.heal();
        rig.run();

        assertRecordedOnce(event);
        assertThat(rig.news.heard("attempted")).isEmpty();
        assertThat(neighbour.news.heard("attempted")).hasSize(1);
    }

    @Test
    void aWorkerWhoseDeliveryIsFinishedByAnotherLeavesNothingInTheQueue() {
        Rig neighbour = overtakenNeighbour();

        rig.storage.heal();
        rig.run();
        neighbour.storage.heal();
        neighbour.run();

        assertThat(rig.replies.sent()).hasSize(2);
        assertThat(neighbour.news.heard("attempted")).isEmpty();
        assertThat(rig.memory.queue().status().leased()).isZero();
        assertThat(rig.memory.queue().status().waiting()).isZero();
    }

    @Test
    void aWorkerWhoseDeliveryIsToBeRetriedByAnotherLetsItWaitForThat() {
        rig.replies.reply(status(500), status(200));
        Rig neighbour = overtakenNeighbour();

        rig.storage.heal();
        rig.run();
        neighbour.storage.heal();
        neighbour.run();

        assertThat(rig.memory.queue().status().leased()).isZero();
        assertThat(rig.memory.queue().status().waiting()).isEqualTo(1);
        neighbour.later(Duration.ofMinutes(15));
        assertThat(neighbour.news.heard("delivered")).hasSize(1);
    }

    /** Returns a node that attempts what this one is attempting, whose lease is lost; neither can record it. */
    private Rig overtakenNeighbour() {
        Rig neighbour = rig.neighbour();
        rig.storage.down("DeliveryStore.record");
        rig.publish();
        assertThatThrownBy(rig.dispatcher::runOnce).isInstanceOf(StoreUnavailableException.class);
        rig.clock.advance(LEASE);
        neighbour.storage.down("DeliveryStore.record");
        assertThatThrownBy(neighbour.dispatcher::runOnce).isInstanceOf(StoreUnavailableException.class);
        return neighbour;
    }

    @Test
    void leasesGoBackWhenDeliveriesCannotBeLoaded() {
        rig.storage.unreachable("DeliveryStore.load", 1);
        EventId event = rig.publish();

        assertThatThrownBy(rig.dispatcher::runOnce).isInstanceOf(StoreUnavailableException.class);
        assertThat(rig.memory.queue().status().leased()).isZero();
        rig.run();

        assertRecordedOnce(event);
    }

    @Test
    void aDeliveryWhoseEndpointCannotBeReadGoesBackAndIsNoStepTowardsPoison() {
        for (int outage = 0; outage < 6; outage++) {
            rig.storage.unreachable("EndpointStore.find", 1);
            if (outage == 0) {
                rig.publish();
            }
            rig.dispatcher.runOnce();
            assertThat(rig.memory.queue().status().leased()).isZero();
            rig.clock.advance(Duration.ofSeconds(1));
        }

        rig.run();

        assertThat(rig.news.heard("delivered")).hasSize(1);
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void aCircuitBreakerThatCannotBeReachedStopsNoDelivery() {
        rig.storage.down("CircuitBreaker.admit");

        EventId event = rig.publishAndRun();

        assertRecordedOnce(event);
    }

    @Test
    void anAttemptThatTheCircuitBreakerCannotCountIsRecordedAllTheSame() {
        rig.storage.down("CircuitBreaker.report");

        EventId event = rig.publishAndRun();

        assertRecordedOnce(event);
        assertThat(rig.replies.sent()).hasSize(1);
    }

    @Test
    void aFaultOfThisNodeLeavesTheDeliveryToTheNextLease() {
        rig.replies.reply(
                request -> {
                    throw new IllegalStateException("a fault of our own");
                },
                status(200));
        EventId event = rig.publishAndRun();
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(rig.dispatcher.health().attemptsInFlight()).isZero();

        rig.later(LEASE);

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.delivery(event).attemptNumber()).isEqualTo(1);
    }

    @Test
    void aCancelledAttemptGivesItsLeaseBackThoughItsThreadIsInterrupted() {
        rig.replies.reply(
                request -> {
                    Thread.currentThread().interrupt();
                    return Replies.unreachable(HttpResult.Cause.CANCELLED).to(request);
                },
                status(200));
        List<Boolean> interruptedWhileSettling = new ArrayList<>();
        rig.storage.before(
                "DeliveryQueue.settle",
                settlements ->
                        interruptedWhileSettling.add(Thread.currentThread().isInterrupted()));
        EventId event = rig.publish();

        rig.dispatcher.runOnce();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(interruptedWhileSettling).containsExactly(false);
        assertThat(rig.delivery(event).attemptNumber()).isEqualTo(1);
        assertThat(rig.news.heard("attempted")).isEmpty();
        rig.run();
        assertRecordedOnce(event);
    }

    private void assertRecordedOnce(EventId event) {
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.dispatcher.deliveries().attempts(rig.delivery(event).id()))
                .hasSize(1);
        assertThat(rig.stored(event).deliverySuccessCount()).isEqualTo(1);
        assertThat(rig.reload(endpoint).health().failureCount()).isZero();
    }
}
