package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.Redrive;
import dev.webhook.deadletter.Resolution;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.IdempotencyKey;
import dev.webhook.event.StoredEvent;
import dev.webhook.http.HttpResult;
import dev.webhook.retention.ErasureReport;
import dev.webhook.retention.OwnerErasure;
import dev.webhook.store.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What every {@link OwnerErasure} must do. */
public abstract class OwnerErasureContract extends StoreContract {

    private ErasureReport erase(Endpoint endpoint) {
        return storage().ownerErasure().erase(endpoint.userId());
    }

    private Delivery delivery(Endpoint endpoint) {
        return created(endpoint, kept(fixtures.event(endpoint.userId())));
    }

    private List<Attempt> attempts(Delivery delivery) {
        return storage().deliveryLog().attempts(delivery.id());
    }

    private List<DeadLetter> letters(Delivery delivery) {
        return storage()
                .deadLetters()
                .list(DeadLetterQuery.all().of(delivery.id()), PageRequest.first(10))
                .items();
    }

    private DeadLetter deadLetter(Endpoint endpoint) {
        Delivery delivery = delivery(endpoint);
        record(giveUp(delivery));
        return letters(delivery).get(0);
    }

    private DeadLetter present(DeadLetter letter) {
        return storage().deadLetters().find(letter.id()).orElseThrow();
    }

    private void publish(Event event) {
        storage().events().append(List.of(Fixtures.publication(event)));
    }

    private List<FannedOut> route() {
        return storage()
                .inbox()
                .route(
                        10,
                        (events, version) -> events.stream()
                                .map(waiting -> new FannedOut(waiting.event(), List.of(), null, null))
                                .toList())
                .routed();
    }

    @Test
    void anEndpointIsDeletedAndNothingIsLeftOfWhatItsOwnerSet() {
        Endpoint endpoint = stored(fixtures.elaborateEndpoint());
        long configVersion = configVersion();

        ErasureReport report = erase(endpoint);

        Endpoint erased = present(endpoint);
        assertThat(report.endpoints()).isOne();
        assertThat(erased.deleted()).isTrue();
        assertThat(erased.state().disabledReason()).isEqualTo(DisableReason.DELETED);
        assertThat(erased.state().deletedAt()).isCloseTo(now(), about());
        assertThat(erased.settings().url().value()).isEqualTo(OwnerErasure.URL);
        assertThat(erased.settings().description()).isNull();
        assertThat(erased.settings().eventFilters()).isNull();
        assertThat(erased.settings().ipAllowlist()).isEmpty();
        assertThat(erased.settings().authentication()).isEqualTo(Authentication.NONE);
        assertThat(erased.settings().headers().isEmpty()).isTrue();
        assertThat(erased.signingKeys()).isEmpty();
        assertThat(erased.subscriptions()).isEmpty();
        assertThat(erased.health()).isEqualTo(EndpointHealth.NEW);
        assertThat(erased.userId()).isEqualTo(endpoint.userId());
        assertThat(erased.version()).isEqualTo(endpoint.version() + 1);
        assertThat(configVersion()).isGreaterThan(configVersion);
    }

    @Test
    void anEndpointThatWasDeletedBeforeIsBlankedAndStaysDeletedSinceThen() {
        Endpoint endpoint = stored(fixtures.elaborateEndpoint());
        Endpoint deleted = storage()
                .endpoints()
                .update(endpoint.id(), before -> before.withState(EndpointState.deleted(now())))
                .orElseThrow();
        advance(MINUTE);

        assertThat(erase(endpoint).endpoints()).isOne();

        assertThat(present(endpoint).state()).isEqualTo(deleted.state());
        assertThat(present(endpoint).settings().url().value()).isEqualTo(OwnerErasure.URL);
    }

    @Test
    void anEventLosesDataAndHeaders() {
        Endpoint endpoint = storedEndpoint();
        Event event = new Event(
                fixtures.event().id(),
                Fixtures.type(),
                EventData.of("{\"name\": \"canary\"}"),
                OptionalLong.of(endpoint.userId()),
                "billing",
                Map.of("traceparent", "canary"));
        created(endpoint, kept(event));

        assertThat(erase(endpoint).events()).isOne();

        StoredEvent erased = stored(event);
        assertThat(erased.event())
                .isEqualTo(new Event(
                        event.id(),
                        event.type(),
                        EventData.of(OwnerErasure.DATA),
                        event.userId(),
                        "billing",
                        Map.of()));
        assertThat(erased.webhookCount()).isOne();
    }

    @Test
    void anEventThatWaitsForItsFanOutGetsNone() {
        Endpoint endpoint = storedEndpoint();
        Event event = fixtures.event(endpoint.userId());
        Event other = fixtures.event();
        publish(event);
        publish(other);

        erase(endpoint);

        assertThat(route()).extracting(FannedOut::event).containsExactly(other);
        assertThat(stored(event).processedAt()).isCloseTo(now(), about());
    }

    @Test
    void anEventWhoseFanOutFailedIsNotFannedOutAgain() {
        Endpoint endpoint = storedEndpoint();
        Event event = fixtures.event(endpoint.userId());
        publish(event);
        storage()
                .inbox()
                .route(10, (events, version) -> List.of(new FannedOut(event, List.of(), null, "canary in the data")));

        erase(endpoint);

        assertThat(stored(event).routingError()).isNull();
        assertThat(storage().inbox().reroute(event.id())).isFalse();
        assertThat(route()).isEmpty();
    }

    @Test
    void itsIdempotencyKeysAreForgotten() {
        long user = fixtures.user();
        IdempotencyKey key = Fixtures.idempotencyKey();
        Event before = fixtures.event(user);
        Event after = fixtures.event(user);
        Event broadcast = fixtures.event(OptionalLong.empty(), Fixtures.type(), "{}");
        storage().events().append(List.of(Fixtures.publication(before, key), Fixtures.publication(broadcast, key)));

        storage().ownerErasure().erase(user);

        assertThat(storage().events().append(List.of(Fixtures.publication(after, key))))
                .containsExactly(after.id());
        Event again = new Event(
                fixtures.event().id(), broadcast.type(), broadcast.data(), broadcast.userId(), null, Map.of());
        assertThat(storage().events().append(List.of(Fixtures.publication(again, key))))
                .containsExactly(broadcast.id());
    }

    @Test
    void anUnfinishedDeliveryFailsWithoutADeadLetter() {
        Endpoint endpoint = storedEndpoint();
        Delivery waiting = delivery(endpoint);
        Delivery retrying = delivery(endpoint);
        record(retry(retrying, MINUTE));

        ErasureReport report = erase(endpoint);

        assertThat(report.deliveriesFailed()).isEqualTo(2);
        for (Delivery delivery : List.of(waiting, retrying)) {
            Delivery failed = present(delivery.id());
            assertThat(failed.status()).isEqualTo(DeliveryStatus.FAILED);
            assertThat(failed.errorMessage()).isEqualTo(FailureReason.ERASED.id());
            assertThat(failed.attemptNumber()).isEqualTo(failed.attemptsMade());
            assertThat(failed.requestUrl().value()).isEqualTo(OwnerErasure.URL);
            assertThat(letters(delivery)).isEmpty();
            StoredEvent event = storage().events().find(delivery.eventId()).orElseThrow();
            assertThat(event.deliveryFailureCount()).isOne();
            assertThat(event.deliverySuccessCount()).isZero();
        }
        assertThat(storage().deliveries().load(List.of(waiting.id(), retrying.id())))
                .isEmpty();
    }

    @Test
    void nothingWaitsOnItsLaneAnyMore() {
        Endpoint endpoint = storedEndpoint();
        Delivery first = delivery(endpoint);
        delivery(endpoint);
        Lease lease = claim().orElseThrow();
        assertThat(lease.deliveryId()).isEqualTo(first.id());

        erase(endpoint);

        LaneStatus lane = storage().queue().lane(endpoint.id());
        assertThat(lane.waiting() + lane.leased()).isZero();
        assertThat(claim()).isEmpty();
        advance(LEASE.plus(MINUTE));
        assertThat(claim()).isEmpty();
    }

    @Test
    void anAttemptThatIsUnderWayIsSupersededAndLeavesNothing() {
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = delivery(endpoint);
        Lease lease = claim().orElseThrow();
        OutcomeRecord underWay =
                outcome(delivery, lease, Fixtures.delivered(), new Decision.Succeed(), EndpointEffect.NONE);

        erase(endpoint);

        assertThat(record(underWay)).isEqualTo(Recording.Result.SUPERSEDED);
        assertThat(present(delivery.id()).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(attempts(delivery)).isEmpty();
        assertThat(health(endpoint)).isEqualTo(EndpointHealth.NEW);
    }

    @Test
    void whatWasDeliveredStaysDeliveredWithoutWhatWasSentAndAnswered() {
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = delivery(endpoint);
        record(retry(delivery, MINUTE));
        Outcome unreachable = new Outcome.Unreachable(HttpResult.Cause.TIMEOUT, "canary timed out");
        record(outcome(present(delivery.id()), unreachable, new Decision.Retry(MINUTE)));
        record(outcome(present(delivery.id()), new Outcome.Blocked("canary is private"), new Decision.Retry(MINUTE)));
        record(success(present(delivery.id())));

        ErasureReport report = erase(endpoint);

        assertThat(report.deliveries()).isOne();
        assertThat(report.deliveriesFailed()).isZero();
        assertThat(report.attempts()).isEqualTo(4);
        Delivery erased = present(delivery.id());
        assertThat(erased.status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(erased.errorMessage()).isNull();
        assertThat(erased.requestUrl().value()).isEqualTo(OwnerErasure.URL);
        assertThat(attempts(delivery)).hasSize(4).allSatisfy(attempt -> {
            assertThat(attempt.requestUrl().value()).isEqualTo(OwnerErasure.URL);
            assertThat(attempt.requestHeaders()).isEmpty();
            if (attempt.response() != null) {
                assertThat(attempt.response().headers()).isEmpty();
                assertThat(attempt.response().body()).isNull();
            }
        });
        assertThat(attempts(delivery))
                .extracting(Attempt::outcome)
                .containsExactly(
                        Fixtures.rejected(),
                        new Outcome.Unreachable(HttpResult.Cause.TIMEOUT, OwnerErasure.TEXT),
                        new Outcome.Blocked(OwnerErasure.TEXT),
                        Fixtures.delivered());
        assertThat(erased.lastAttempt()).isEqualTo(attempts(delivery).get(3));
    }

    @Test
    void aPendingDeadLetterIsDiscardedAndCannotBeRedriven() {
        Endpoint endpoint = storedEndpoint();
        DeadLetter letter = deadLetter(endpoint);

        ErasureReport report = erase(endpoint);

        assertThat(report.deadLettersDiscarded()).isOne();
        DeadLetter erased = present(letter);
        assertThat(erased.status()).isEqualTo(DeadLetterStatus.DISCARDED);
        assertThat(erased.resolvedBy()).isEqualTo(OwnerErasure.TEXT);
        assertThat(erased.resolvedAt()).isCloseTo(now(), about());
        assertThat(erased.lastError()).isNull();
        assertThat(erased.reason()).isEqualTo(FailureReason.EXHAUSTED);
        Redrive redrive = new Redrive(letter.id(), 1, MINUTE);
        assertThat(storage().deadLetters().redrive(List.of(redrive), "ana").results())
                .containsExactly(Redrive.Result.NOT_PENDING);
    }

    @Test
    void aResolvedDeadLetterStaysResolvedWithoutErrorAndNotes() {
        Endpoint endpoint = storedEndpoint();
        DeadLetter letter = deadLetter(endpoint);
        storage()
                .deadLetters()
                .resolve(letter.id(), new Resolution(DeadLetterStatus.RESOLVED, "ana", "told canary by phone"));
        DeadLetter resolved = present(letter);

        ErasureReport report = erase(endpoint);

        assertThat(report.deadLettersDiscarded()).isZero();
        assertThat(report.deadLetters()).isOne();
        assertThat(present(letter).status()).isEqualTo(DeadLetterStatus.RESOLVED);
        assertThat(present(letter).resolvedBy()).isEqualTo("ana");
        assertThat(present(letter).resolvedAt()).isEqualTo(resolved.resolvedAt());
        assertThat(present(letter).resolutionNotes()).isEqualTo(OwnerErasure.TEXT);
        assertThat(present(letter).lastError()).isNull();
    }

    @Test
    void whatIsOthersAndBroadcastsStayAsTheyAre() {
        Endpoint endpoint = storedEndpoint();
        Endpoint other = stored(fixtures.elaborateEndpoint());
        Event broadcast = kept(fixtures.event(OptionalLong.empty(), Fixtures.type(), "{\"to\": \"all\"}"));
        created(endpoint, broadcast);
        Delivery others = created(other, broadcast);
        record(retry(others, MINUTE));
        others = present(others.id());
        List<Attempt> attempts = attempts(others);
        DeadLetter letter = deadLetter(other);
        Event waiting = fixtures.event(other.userId());
        publish(waiting);
        Endpoint before = present(other);

        erase(endpoint);

        assertThat(stored(broadcast).event()).isEqualTo(broadcast);
        assertThat(stored(broadcast).deliveryFailureCount()).isOne();
        assertThat(present(other)).isEqualTo(before);
        assertThat(present(others.id())).isEqualTo(others);
        assertThat(attempts(others)).isEqualTo(attempts);
        assertThat(present(letter)).isEqualTo(letter);
        assertThat(stored(waiting)).isEqualTo(StoredEvent.published(waiting));
        assertThat(storage().queue().lane(other.id()).waiting()).isEqualTo(2);
        assertThat(route()).extracting(FannedOut::event).containsExactly(waiting);
    }

    @Test
    void anotherCallFindsNothingLeft() {
        Endpoint endpoint = storedEndpoint();
        delivery(endpoint);
        deadLetter(endpoint);

        ErasureReport first = erase(endpoint);
        Endpoint erased = present(endpoint);

        assertThat(first).isEqualTo(new ErasureReport(1, 2, 1, 2, 1, 1, 1, List.of(), List.of()));
        assertThat(first.isEmpty()).isFalse();
        assertThat(erase(endpoint).isEmpty()).isTrue();
        assertThat(present(endpoint)).isEqualTo(erased);
    }

    @Test
    void whatCameSinceIsErasedByAnotherCall() {
        Endpoint endpoint = storedEndpoint();
        erase(endpoint);
        Endpoint since = stored(fixtures.endpoint(endpoint.userId()));
        delivery(since);

        assertThat(erase(endpoint)).isEqualTo(new ErasureReport(1, 1, 1, 1, 0, 0, 0, List.of(), List.of()));
    }

    @Test
    void ofAUserThatOwnsNothingNothingIsErased() {
        assertThat(storage().ownerErasure().erase(fixtures.user()).isEmpty()).isTrue();
    }
}
