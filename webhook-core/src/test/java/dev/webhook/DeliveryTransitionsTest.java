package dev.webhook;

import static dev.webhook.Replies.blocked;
import static dev.webhook.Replies.status;
import static dev.webhook.Replies.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.Redrive;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.Outcome;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventId;
import dev.webhook.http.HttpResult;
import dev.webhook.retry.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveryTransitionsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration WAIT = MINUTE.multipliedBy(2);

    private final Rig rig = new Rig(options -> options.permanentStatuses(Set.of(422)));
    private final Endpoint endpoint = rig.endpoint("a.example.com", RetryPolicy.fixed(MINUTE, 2));

    @Test
    void pendingToSuccess() {
        EventId event = rig.publishAndRun();

        Delivery delivery = rig.delivery(event);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(delivery.attemptNumber()).isEqualTo(1);
        assertThat(delivery.nextAttemptAt()).isNull();
        assertThat(delivery.errorMessage()).isNull();
        assertThat(rig.stored(event).deliverySuccessCount()).isEqualTo(1);
        assertThat(rig.deadLetters()).isEmpty();
        assertQueueIsEmpty();
    }

    @Test
    void pendingToRetrying() {
        rig.replies.reply(status(500));

        EventId event = rig.publishAndRun();

        Delivery delivery = rig.delivery(event);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(delivery.attemptNumber()).isEqualTo(2);
        assertThat(delivery.errorMessage()).isEqualTo("HTTP status 500");
        assertThat(delivery.nextAttemptAt())
                .isBetween(TestClock.START.plusSeconds(48), TestClock.START.plusSeconds(72));
        assertThat(rig.stored(event).deliveryFailureCount()).isZero();
    }

    @Test
    void retryingToRetrying() {
        rig.replies.reply(status(500), unreachable(HttpResult.Cause.CONNECT));
        EventId event = rig.publishAndRun();

        rig.later(WAIT);

        Delivery delivery = rig.delivery(event);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(delivery.attemptNumber()).isEqualTo(3);
        assertThat(delivery.errorMessage()).isEqualTo("nobody there");
    }

    @Test
    void retryingToSuccess() {
        rig.replies.reply(status(500), status(204));
        EventId event = rig.publishAndRun();

        rig.later(WAIT);

        Delivery delivery = rig.delivery(event);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(delivery.attemptNumber()).isEqualTo(2);
        assertThat(delivery.errorMessage()).isNull();
        assertThat(outcomes(delivery)).containsExactly(new Outcome.Rejected(500, null), new Outcome.Delivered(204));
        assertQueueIsEmpty();
    }

    @Test
    void retryingToFailedWhenAttemptsAreExhausted() {
        rig.replies.reply(status(500), status(302), status(404));
        EventId event = rig.publishAndRun();

        rig.later(WAIT);
        rig.later(WAIT);

        assertFailed(event, FailureReason.EXHAUSTED, 3);
        assertThat(rig.deadLetters().get(0).lastResponseStatus()).isEqualTo(404);
        assertThat(rig.deadLetters().get(0).lastError()).isEqualTo("HTTP status 404");
    }

    @Test
    void pendingToFailedWhenThereAreNoRetries() {
        setRetries(0);
        rig.replies.reply(unreachable(HttpResult.Cause.DNS));

        EventId event = rig.publishAndRun();

        assertFailed(event, FailureReason.EXHAUSTED, 1);
        assertThat(rig.deadLetters().get(0).lastResponseStatus()).isNull();
    }

    @Test
    void pendingToFailedOnAPermanentStatus() {
        rig.replies.reply(status(422));

        EventId event = rig.publishAndRun();

        assertFailed(event, FailureReason.PERMANENT, 1);
    }

    @Test
    void pendingToFailedWhenTheEndpointIsGone() {
        rig.replies.reply(status(410));

        EventId event = rig.publishAndRun();

        assertFailed(event, FailureReason.GONE, 1);
    }

    @Test
    void pendingToFailedWhenTheEndpointIsDisabled() {
        rig.dispatcher.endpoints().pause(endpoint.id());
        EventId event = rig.publishAndRun();

        rig.dispatcher.endpoints().disable(endpoint.id());
        rig.run();

        assertFailed(event, FailureReason.DISABLED, 0);
        assertThat(rig.delivery(event).errorMessage()).isEqualTo("disabled");
        assertThat(rig.deadLetters().get(0).lastError()).isNull();
    }

    @Test
    void retryingToFailedWhenTheOwnerSwitchesTheEndpointOff() {
        rig.replies.reply(status(500));
        EventId event = rig.publishAndRun();

        rig.dispatcher.endpoints().update(endpoint.id(), EndpointSpec.sameUrl().enabled(false));
        rig.later(WAIT);

        assertFailed(event, FailureReason.DISABLED, 1);
        assertThat(rig.deadLetters().get(0).lastError()).isEqualTo("HTTP status 500");
    }

    @Test
    void pendingToFailedWhenItExpires() {
        rig.dispatcher.endpoints().pause(endpoint.id());
        EventId event = rig.publishAndRun();

        rig.clock.advance(Duration.ofDays(14));
        rig.run();

        assertFailed(event, FailureReason.EXPIRED, 0);
    }

    @Test
    void pendingToFailedAsPoison() {
        EventId event = rig.publish();
        loseLease();
        loseLease();
        loseLease();
        loseLease();
        loseLease();

        rig.run();

        assertFailed(event, FailureReason.POISON, 0);
        assertThat(rig.replies.sent()).isEmpty();
    }

    @Test
    void fourLostLeasesAreNotYetPoison() {
        EventId event = rig.publish();
        loseLease();
        loseLease();
        loseLease();
        loseLease();

        rig.run();

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void aBlockedAddressIsTriedAgainAndDoesNotCountAgainstTheCircuit() {
        rig.replies.reply(blocked());
        EventId event = rig.publishAndRun();

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.RETRYING);

        rig.later(WAIT);
        rig.later(WAIT);

        assertFailed(event, FailureReason.EXHAUSTED, 3);
        assertThat(rig.dispatcher.endpoints().circuit(endpoint.id()).consecutiveFailures())
                .isZero();
    }

    @Test
    void failedToPendingByARedrive() {
        EventId event = failedEvent();
        DeadLetter letter = rig.deadLetters().get(0);
        rig.clock.advance(Duration.ofDays(1));

        assertThat(rig.dispatcher.deadLetters().redrive(letter.id(), "ann")).isEqualTo(Redrive.Result.REDRIVEN);

        Delivery delivery = rig.delivery(event);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(delivery.attemptNumber()).isEqualTo(4);
        assertThat(delivery.attemptLimit()).isEqualTo(6);
        assertThat(delivery.expiresAt()).isEqualTo(rig.clock.instant().plus(Duration.ofDays(14)));
        assertThat(rig.stored(event).deliveryFailureCount()).isZero();
        DeadLetter resolved = rig.dispatcher.deadLetters().find(letter.id()).orElseThrow();
        assertThat(resolved.status()).isEqualTo(DeadLetterStatus.RESOLVED);
        assertThat(resolved.resolvedBy()).isEqualTo("ann");
        assertThat(resolved.resolutionNotes()).isEqualTo("redriven");
    }

    @Test
    void aRedrivenDeliveryGoesOnCountingAndMakesANewDeadLetter() {
        EventId event = failedEvent();
        DeadLetterId first = rig.deadLetters().get(0).id();

        rig.dispatcher.deadLetters().redrive(first, "ann");
        rig.run();
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.RETRYING);
        rig.later(WAIT);
        rig.later(WAIT);

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(rig.dispatcher.deliveries().attempts(rig.delivery(event).id()))
                .extracting(Attempt::number)
                .containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(rig.deadLetters()).hasSize(2).last().returns(first, DeadLetter::id);
        assertThat(rig.deadLetters().get(0).status()).isEqualTo(DeadLetterStatus.PENDING);
        assertThat(rig.deadLetters().get(0).attemptCount()).isEqualTo(6);
        assertThat(rig.stored(event).deliveryFailureCount()).isEqualTo(1);
    }

    @Test
    void aRedrivenDeliveryCanSucceed() {
        EventId event = failedEvent();
        rig.replies.reply(status(200));

        rig.dispatcher.deadLetters().redrive(rig.deadLetters().get(0).id(), "ann");
        rig.run();

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.delivery(event).attemptNumber()).isEqualTo(4);
        assertThat(rig.stored(event).deliverySuccessCount()).isEqualTo(1);
        assertThat(rig.stored(event).deliveryFailureCount()).isZero();
    }

    @Test
    void aRedriveIsRefusedForADisabledEndpoint() {
        EventId event = failedEvent();
        rig.dispatcher.endpoints().disable(endpoint.id());

        assertThat(redriveFirst()).isEqualTo(Redrive.Result.ENDPOINT_DISABLED);
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(rig.deadLetters().get(0).status()).isEqualTo(DeadLetterStatus.PENDING);
    }

    @Test
    void aRedriveIsRefusedForADeletedEndpoint() {
        failedEvent();
        rig.dispatcher.endpoints().delete(endpoint.id());

        assertThat(redriveFirst()).isEqualTo(Redrive.Result.ENDPOINT_DISABLED);
    }

    @Test
    void aRedriveIsRefusedForADeadLetterThatIsNotPending() {
        EventId event = failedEvent();
        rig.dispatcher.deadLetters().discard(rig.deadLetters().get(0).id(), "ann", null);

        assertThat(redriveFirst()).isEqualTo(Redrive.Result.NOT_PENDING);
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void aRedriveIsRefusedForAnUnknownDeadLetter() {
        assertThat(rig.dispatcher.deadLetters().redrive(DeadLetterId.at(TestClock.START), "ann"))
                .isEqualTo(Redrive.Result.UNKNOWN);
    }

    @Test
    void successStays() {
        EventId event = rig.publishAndRun();
        Delivery delivered = rig.delivery(event);

        rig.later(Duration.ofDays(20));

        assertThat(rig.delivery(event)).isEqualTo(delivered);
        assertThat(rig.replies.sent()).hasSize(1);
    }

    @Test
    void failedStaysUntilItIsRedriven() {
        EventId event = failedEvent();
        Delivery failed = rig.delivery(event);
        int sent = rig.replies.sent().size();

        rig.later(Duration.ofDays(20));

        assertThat(rig.delivery(event)).isEqualTo(failed);
        assertThat(rig.replies.sent()).hasSize(sent);
    }

    private void setRetries(int retries) {
        rig.dispatcher
                .endpoints()
                .update(endpoint.id(), EndpointSpec.sameUrl().retryPolicy(RetryPolicy.fixed(MINUTE, retries)));
    }

    private EventId failedEvent() {
        rig.replies.reply(status(500));
        EventId event = rig.publishAndRun();
        rig.later(WAIT);
        rig.later(WAIT);
        assertFailed(event, FailureReason.EXHAUSTED, 3);
        return event;
    }

    private Redrive.Result redriveFirst() {
        return rig.dispatcher.deadLetters().redrive(rig.deadLetters().get(0).id(), "ann");
    }

    /** Has a neighbour claim the delivery and never settle it. */
    private void loseLease() {
        rig.storage.unreachable("DeliveryQueue.settle", 1);
        rig.storage.after("DeliveryQueue.claim", leases -> {
            assertThat((List<?>) leases).hasSize(1).first().isInstanceOf(Lease.class);
            return List.of();
        });
        rig.dispatcher.runOnce();
        rig.storage.heal();
        rig.clock.advance(Duration.ofSeconds(90));
    }

    private void assertFailed(EventId event, FailureReason reason, int attempts) {
        Delivery delivery = rig.delivery(event);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.attemptsMade()).isEqualTo(attempts);
        assertThat(delivery.nextAttemptAt()).isNull();
        assertThat(rig.dispatcher.deliveries().attempts(delivery.id())).hasSize(attempts);
        assertThat(rig.stored(event).deliveryFailureCount()).isEqualTo(1);
        assertThat(rig.deadLetters()).hasSize(1);
        DeadLetter letter = rig.deadLetters().get(0);
        assertThat(letter.deliveryId()).isEqualTo(delivery.id());
        assertThat(letter.reason()).isEqualTo(reason);
        assertThat(letter.attemptCount()).isEqualTo(attempts);
        assertThat(letter.status()).isEqualTo(DeadLetterStatus.PENDING);
        assertThat(rig.news.heard("deadLettered")).containsExactly("deadLettered " + reason.id());
        assertQueueIsEmpty();
    }

    private void assertQueueIsEmpty() {
        rig.run();
        assertThat(rig.memory.queue().status().waiting()).isZero();
        assertThat(rig.memory.queue().status().leased()).isZero();
    }

    private List<Outcome> outcomes(Delivery delivery) {
        return rig.dispatcher.deliveries().attempts(delivery.id()).stream()
                .map(Attempt::outcome)
                .toList();
    }
}
