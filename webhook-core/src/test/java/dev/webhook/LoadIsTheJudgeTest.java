package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadIsTheJudgeTest {

    private static final Duration LEASE = Duration.ofSeconds(90);

    private final Rig rig = new Rig();
    private final Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofMinutes(10), 3));

    @Test
    void aFinishedDeliveryInTheQueueIsRemovedAndNotSentAgain() {
        Delivery delivered = rig.delivery(rig.publishAndRun());

        putOnLane(delivered.id());
        rig.run();

        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.memory.queue().status().waiting()).isZero();
        assertThat(rig.memory.queue().status().leased()).isZero();
        assertThat(rig.delivery(delivered.eventId())).isEqualTo(delivered);
    }

    @Test
    void anUnknownDeliveryInTheQueueIsRemoved() {
        putOnLane(DeliveryId.at(TestClock.START));

        rig.run();

        assertThat(rig.replies.sent()).isEmpty();
        assertThat(rig.memory.queue().status().waiting()).isZero();
    }

    @Test
    void aDeliveryThatIsNotYetDueIsPutBackUntilItIs() {
        rig.replies.reply(status(500), status(200));
        Delivery retrying = rig.delivery(rig.publishAndRun());

        putOnLane(retrying.id());
        rig.run();
        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.delivery(retrying.eventId())).isEqualTo(retrying);
        assertThat(lane().waiting()).isEqualTo(1);

        rig.clock.set(retrying.nextAttemptAt());
        rig.run();
        assertThat(rig.replies.sent()).hasSize(2);
    }

    @Test
    void whatThisNodeIsAttemptingIsNotAttemptedAgainWhenItsLeaseIsLost() {
        rig.replies.reply(
                request -> {
                    rig.clock.advance(LEASE.plusSeconds(1));
                    assertThat(rig.dispatcher.runOnce()).isZero();
                    return status(200).to(request);
                },
                status(200));

        EventId event = rig.publishAndRun();

        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        rig.later(Duration.ofSeconds(1));
        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.memory.queue().status().waiting()).isZero();
    }

    @Test
    void aLeaseOfAnotherEpochIsDropped() {
        rig.storage.after(
                "DeliveryStore.load",
                loaded -> ((List<?>) loaded)
                        .stream()
                                .map(LoadedDelivery.class::cast)
                                .map(LoadIsTheJudgeTest::ofAnotherEpoch)
                                .toList());

        EventId event = rig.publishAndRun();

        assertThat(rig.replies.sent()).isEmpty();
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(lane().leased()).isEqualTo(1);
        assertThat(rig.storage.calls("DeliveryQueue.settle")).isZero();

        rig.storage.heal();
        rig.later(LEASE);
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void nothingIsSentOnALeaseThatIsTooShortAndItGoesBack() {
        rig.storage.before("DeliveryQueue.claim", request -> rig.clock.advance(Duration.ofSeconds(56)));
        EventId event = rig.publish();

        rig.dispatcher.runOnce();

        assertThat(rig.replies.sent()).isEmpty();
        assertThat(lane().leased()).isZero();
        assertThat(lane().waiting()).isEqualTo(1);
        rig.storage.heal();
        rig.run();
        assertThat(rig.delivery(event).attemptNumber()).isEqualTo(1);
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void aLeaseThatJustSufficesIsUsed() {
        rig.storage.before("DeliveryQueue.claim", request -> rig.clock.advance(Duration.ofSeconds(55)));
        rig.publish();

        rig.dispatcher.runOnce();

        assertThat(rig.replies.sent()).hasSize(1);
    }

    @Test
    void anEndpointThatAnotherDispatcherChangedIsHonouredAtOnce() {
        rig.publishAndRun();
        Rig neighbour = rig.neighbour();

        neighbour.dispatcher.endpoints().update(endpoint.id(), EndpointSpec.url("https://new.example.com/hook"));
        rig.publishAndRun();

        assertThat(rig.replies.last().host()).isEqualTo("new.example.com");
    }

    @Test
    void anEndpointThatAnotherDispatcherDisabledIsNotSentTo() {
        rig.publishAndRun();
        EventId event = rig.publish();
        rig.storage.before(
                "DeliveryStore.load",
                ids -> rig.neighbour().dispatcher.endpoints().disable(endpoint.id()));

        rig.run();

        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.delivery(event).errorMessage()).isEqualTo("disabled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DeliveryStore.load", "EndpointStore.find"})
    void anAnswerThatWasHeldUpForASecondIsNotActedOn(String call) {
        EventId event = rig.publish();
        rig.storage.after(call, answer -> {
            rig.clock.advance(Duration.ofSeconds(1));
            return answer;
        });

        rig.dispatcher.runOnce();

        assertThat(rig.replies.sent()).isEmpty();
        assertThat(lane().leased()).isZero();
        rig.storage.heal();
        rig.run();
        assertThat(rig.replies.sent()).hasSize(1);
        assertThat(rig.delivery(event).attemptNumber()).isEqualTo(1);
    }

    @Test
    void aStoreThatAnswersInLessThanASecondIsGoneBy() {
        rig.publish();
        rig.storage.after("DeliveryStore.load", answer -> {
            rig.clock.advance(Duration.ofMillis(999));
            return answer;
        });

        rig.dispatcher.runOnce();

        assertThat(rig.replies.sent()).hasSize(1);
    }

    @Test
    void aRetryGoesToTheUrlAsItIsNowAndOldAttemptsKeepTheirs() {
        rig.replies.reply(status(500), status(200));
        EventId event = rig.publishAndRun();
        rig.dispatcher.endpoints().update(endpoint.id(), EndpointSpec.url("https://new.example.com/hook"));

        rig.later(Duration.ofMinutes(20));

        Delivery delivery = rig.delivery(event);
        assertThat(delivery.requestUrl().host()).isEqualTo("new.example.com");
        assertThat(rig.dispatcher.deliveries().attempts(delivery.id()))
                .extracting(attempt -> attempt.requestUrl().host())
                .containsExactly("a.example.com", "new.example.com");
    }

    private void putOnLane(DeliveryId delivery) {
        rig.memory
                .queue()
                .schedule(List.of(
                        new ScheduledDelivery(delivery, endpoint.id(), Duration.ZERO, LaneLimits.of(endpoint))));
    }

    private LaneStatus lane() {
        return rig.memory.queue().lane(endpoint.id());
    }

    private static LoadedDelivery ofAnotherEpoch(LoadedDelivery loaded) {
        return new LoadedDelivery(
                loaded.delivery(),
                loaded.event(),
                loaded.dueIn(),
                loaded.expiresIn(),
                loaded.endpointVersion(),
                loaded.endpointParkedFor(),
                "another");
    }
}
