package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.circuit.CircuitState;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneControlTest {

    private static final String HOST = "a.example.com";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Rig rig = new Rig();

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void retryAfterParksTheWholeLaneAndCountsTheAttempt(int status) {
        Endpoint endpoint = rig.endpoint(HOST, RetryPolicy.fixed(SECOND, 3));
        rig.replies.reply(status(status, "Retry-After", "600"), status(200));
        EventId first = rig.publishAndRun();
        rig.publish(3);
        rig.run();

        assertThat(rig.delivery(first).attemptNumber()).isEqualTo(2);
        assertThat(rig.delivery(first).nextAttemptAt()).isEqualTo(TestClock.START.plusSeconds(600));
        assertThat(rig.reload(endpoint).health().parkedUntil()).isEqualTo(TestClock.START.plusSeconds(600));

        rig.later(DeliveryQueue.LONGEST_PARK);
        rig.later(Duration.ofSeconds(299));
        assertThat(rig.replies.sent()).hasSize(1);

        rig.later(SECOND);
        assertThat(rig.replies.sent()).hasSize(5);
    }

    @Test
    void retryAfterOfOneLaneLeavesOthersAlone() {
        rig.endpoint(HOST);
        rig.endpoint("b.example.com");
        rig.replies.replyAt(HOST, status(503, "Retry-After", "600"));
        rig.publishAndRun();

        rig.publishAndRun();

        assertThat(rig.replies.sentTo(HOST)).hasSize(1);
        assertThat(rig.replies.sentTo("b.example.com")).hasSize(2);
    }

    @Test
    void aCircuitOpensAfterFiveFailuresAndParksTheLane() {
        Endpoint endpoint = rig.endpoint(HOST);
        rig.replies.reply(status(500));
        failInARow(4);
        assertThat(state(endpoint)).isEqualTo(CircuitState.CLOSED);

        failInARow(1);

        assertThat(state(endpoint)).isEqualTo(CircuitState.OPEN);
        assertThat(lane(endpoint).parkedFor()).isEqualTo(Duration.ofSeconds(30));
        assertThat(rig.reload(endpoint).health().circuitOpenUntil()).isEqualTo(TestClock.START.plusSeconds(30));
        rig.publish(3);
        rig.later(Duration.ofSeconds(29));
        assertThat(rig.replies.sent()).hasSize(5);
    }

    @Test
    void aHalfOpenCircuitAdmitsOneProbeAndAFailedOneOpensItForTwiceAsLong() {
        Endpoint endpoint = rig.endpoint(HOST);
        rig.replies.reply(status(500));
        failInARow(5);
        rig.publish(3);

        rig.later(Duration.ofSeconds(30));

        assertThat(rig.replies.sent()).hasSize(6);
        assertThat(state(endpoint)).isEqualTo(CircuitState.OPEN);
        rig.later(Duration.ofSeconds(59));
        assertThat(rig.replies.sent()).hasSize(6);
        assertThat(rig.news.heard("circuit")).containsExactly("circuitOpened PT30S", "circuitOpened PT1M");
    }

    @Test
    void aProbeThatSucceedsClosesTheCircuitAndTheRestFlows() {
        Endpoint endpoint = rig.endpoint(HOST);
        rig.replies.reply(status(500));
        failInARow(5);
        rig.publish(20);
        rig.replies.reply(status(200));

        rig.later(Duration.ofSeconds(30));

        assertThat(rig.replies.sent()).hasSize(25);
        assertThat(state(endpoint)).isEqualTo(CircuitState.CLOSED);
        assertThat(rig.reload(endpoint).health().circuitOpenUntil()).isNull();
        assertThat(rig.news.heard("circuit")).containsExactly("circuitOpened PT30S", "circuitClosed");
    }

    @Test
    void answersOfAWorkingEndpointDoNotOpenTheCircuit() {
        Endpoint endpoint = rig.endpoint(HOST);
        rig.replies.reply(status(404));

        failInARow(10);

        assertThat(state(endpoint)).isEqualTo(CircuitState.CLOSED);
    }

    @Test
    void refusalsOfAnOpenCircuitAreNoAttempts() {
        Endpoint endpoint = rig.endpoint(HOST);
        rig.replies.reply(status(500));
        failInARow(5);
        EventId waiting = rig.publish();

        rig.memory.queue().unpark(endpoint.id(), LaneLimits.of(endpoint), Duration.ZERO);
        rig.run();

        assertThat(rig.replies.sent()).hasSize(5);
        Delivery delivery = rig.delivery(waiting);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(delivery.attemptNumber()).isEqualTo(1);
        assertThat(lane(endpoint).parkedFor()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aPausedEndpointsDeliveriesWaitUntilItIsResumed() {
        Endpoint endpoint = rig.endpoint(HOST);
        rig.dispatcher.endpoints().pause(endpoint.id());
        EventId event = rig.publishAndRun();

        rig.later(Duration.ofDays(1));
        assertThat(rig.replies.sent()).isEmpty();
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.PENDING);

        rig.dispatcher.endpoints().resume(endpoint.id());
        rig.run();
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.delivery(event).attemptNumber()).isEqualTo(1);
    }

    @Test
    void theReconcilerEndsWhatExpiresInALaneThatIsNeverClaimed() {
        Endpoint endpoint = rig.endpoint(HOST);
        rig.dispatcher.endpoints().pause(endpoint.id());
        EventId event = rig.publishAndRun();
        rig.storage.after("DeliveryQueue.claim", leases -> List.of());

        rig.later(Duration.ofDays(14));
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.PENDING);
        rig.later(Duration.ofSeconds(91));

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(rig.news.heard("deadLettered")).containsExactly("deadLettered expired");
    }

    @Test
    void aRateLimitSpreadsAttempts() {
        rig.register(EndpointSpec.url("https://" + HOST + "/hook")
                .subscribe("order.*")
                .rateLimitPerMinute(60));
        rig.publish(100);

        rig.run();
        assertThat(rig.replies.sent()).hasSize(1);
        for (int second = 0; second < 59; second++) {
            rig.later(Duration.ofMillis(1_001));
        }

        assertThat(rig.replies.sent()).hasSize(60);
    }

    @Test
    void whatAClaimChargedToTheRateIsGivenBackIfThereWasNoAttempt() {
        Endpoint endpoint = rig.register(EndpointSpec.url("https://" + HOST + "/hook")
                .subscribe("order.*")
                .rateLimitPerMinute(1));
        rig.dispatcher.endpoints().pause(endpoint.id());
        rig.publishAndRun();
        rig.later(Duration.ofMinutes(10));

        rig.dispatcher.endpoints().resume(endpoint.id());
        rig.run();

        assertThat(rig.replies.sent()).hasSize(1);
    }

    @Test
    void noMoreThanTheInFlightCapIsClaimedAtATime() {
        rig.register(EndpointSpec.url("https://" + HOST + "/hook")
                .subscribe("order.*")
                .maxInFlight(3));
        rig.publish(10);

        rig.dispatcher.runOnce();
        assertThat(rig.replies.sent()).hasSize(3);
        rig.run();

        assertThat(rig.replies.sent()).hasSize(10);
    }

    @Test
    void slowLanesShareAQuarterOfTheSlotsUntilTheyAnswerFastAgain() {
        Rig small = new Rig(options -> options.maxConcurrentAttempts(8));
        for (int i = 0; i < 5; i++) {
            small.endpoint("slow" + i + ".example.com");
        }
        small.endpoint("fast.example.com");
        small.replies.reply(small.replies.after(Duration.ofMillis(1_500), status(200)));
        small.replies.replyAt("fast.example.com", status(200));
        small.publishAndRun();
        small.replies.reply(status(200));
        small.publish();

        small.dispatcher.runOnce();
        assertThat(small.replies.sent()).hasSize(6 + 3);
        assertThat(small.replies.sentTo("fast.example.com")).hasSize(2);

        small.run();
        small.publish();
        small.dispatcher.runOnce();
        assertThat(small.replies.sent()).hasSize(6 + 6 + 6);
    }

    @Test
    void aSlowLaneHasOneAttemptAtATime() {
        rig.endpoint(HOST);
        rig.replies.reply(rig.replies.after(Duration.ofSeconds(2), status(200)));
        rig.publishAndRun();
        rig.publish(4);

        rig.dispatcher.runOnce();

        assertThat(rig.replies.sent()).hasSize(2);
    }

    /** Found by the simulation, seed 585: lanes of disabled endpoints drain uncharged. */
    @Test
    void whatWasClaimedWhileItsLaneDrainedIsClaimedAgainByTheRateOnceItsEndpointIsEnabled() {
        Endpoint endpoint = rig.register(
                EndpointSpec.url("https://" + HOST + "/hook").subscribe("*").rateLimitPerMinute(1));
        rig.dispatcher.endpoints().pause(endpoint.id());
        rig.publish(3);
        rig.run();
        rig.dispatcher.endpoints().disable(endpoint.id());
        int[] loads = {0};
        rig.storage.after("DeliveryStore.load", reply -> {
            if (loads[0]++ == 0) {
                rig.clock.advance(SECOND);
                rig.dispatcher.endpoints().enable(endpoint.id());
            }
            return reply;
        });

        rig.run();
        assertThat(rig.replies.sent()).hasSize(1);

        rig.later(Duration.ofSeconds(61));
        assertThat(rig.replies.sent()).hasSize(2);
        assertThat(rig.deadLetters()).isEmpty();
    }

    private void failInARow(int times) {
        rig.publish(times);
        rig.run();
    }

    private CircuitState state(Endpoint endpoint) {
        return rig.dispatcher.endpoints().circuit(endpoint.id()).state();
    }

    private LaneStatus lane(Endpoint endpoint) {
        return rig.dispatcher.endpoints().lane(endpoint.id());
    }
}
