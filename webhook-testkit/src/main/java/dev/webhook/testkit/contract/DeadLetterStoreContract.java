package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.DeadLetterStore;
import dev.webhook.deadletter.Redrive;
import dev.webhook.deadletter.RedriveRun;
import dev.webhook.deadletter.Resolution;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.Recording;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.event.Event;
import dev.webhook.event.StoredEvent;
import dev.webhook.http.HttpResult;
import dev.webhook.store.PageRequest;
import dev.webhook.store.TimeRange;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link DeadLetterStore} must do. */
public abstract class DeadLetterStoreContract extends StoreContract {

    private static final Resolution RESOLVED = new Resolution(DeadLetterStatus.RESOLVED, "ana", "mended \u00e9");
    private static final Duration EXPIRES_IN = Duration.ofDays(3);

    private DeadLetterStore store() {
        return storage().deadLetters();
    }

    private List<DeadLetter> letters(Delivery delivery) {
        return store().list(DeadLetterQuery.all().of(delivery.id()), PageRequest.first(10))
                .items();
    }

    private DeadLetter buried(Delivery delivery) {
        assertThat(record(giveUp(delivery))).isEqualTo(Recording.Result.RECORDED);
        return letters(delivery).get(0);
    }

    private DeadLetter deadLetter(Endpoint endpoint) {
        return buried(created(endpoint));
    }

    private DeadLetter deadLetter() {
        return deadLetter(storedEndpoint());
    }

    private RedriveRun redrive(DeadLetter... letters) {
        List<Redrive> requests = Stream.of(letters)
                .map(letter -> new Redrive(letter.id(), 2, EXPIRES_IN))
                .toList();
        RedriveRun run = store().redrive(requests, "ana");
        storage().queue().schedule(run.toSchedule());
        return run;
    }

    private DeadLetter present(DeadLetter letter) {
        return store().find(letter.id()).orElseThrow();
    }

    private List<DeadLetterId> listed(DeadLetterQuery query) {
        return all(page -> store().list(query, page), 2).stream()
                .map(DeadLetter::id)
                .toList();
    }

    @Test
    void aDeliveryGivenUpLeavesADeadLetter() {
        Delivery delivery = created(storedEndpoint());
        DeadLetter letter = buried(delivery);

        assertThat(letter.deliveryId()).isEqualTo(delivery.id());
        assertThat(letter.endpointId()).isEqualTo(delivery.endpointId());
        assertThat(letter.eventId()).isEqualTo(delivery.eventId());
        assertThat(letter.reason()).isEqualTo(FailureReason.EXHAUSTED);
        assertThat(letter.attemptCount()).isOne();
        assertThat(letter.lastError()).isEqualTo("HTTP status 500");
        assertThat(letter.lastResponseStatus()).isEqualTo(500);
        assertThat(letter.status()).isEqualTo(DeadLetterStatus.PENDING);
        assertThat(letter.resolvedAt()).isNull();
        assertThat(letter.resolvedBy()).isNull();
        assertThat(letter.resolutionNotes()).isNull();
        assertThat(letter.createdAt()).isCloseTo(now(), about());
        assertThat(present(letter)).isEqualTo(letter);
    }

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    void aDeliveryGivenUpWithoutAnAttemptLeavesADeadLetterToo(FailureReason reason) {
        Delivery delivery = created(storedEndpoint());
        record(end(delivery, reason));

        assertThat(letters(delivery)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(reason);
            assertThat(letter.attemptCount()).isZero();
            assertThat(letter.lastError()).isNull();
            assertThat(letter.lastResponseStatus()).isNull();
        });
    }

    @Test
    void aDeadLetterTellsOfTheLastAttemptThoughTheEndCameWithoutOne() {
        Delivery delivery = created(storedEndpoint());
        Outcome timeout = new Outcome.Unreachable(HttpResult.Cause.TIMEOUT, "timed out after 30 s");
        record(outcome(delivery, timeout, new Decision.Retry(MINUTE)));
        record(end(present(delivery.id()), FailureReason.EXPIRED));

        assertThat(letters(delivery)).singleElement().satisfies(letter -> {
            assertThat(letter.attemptCount()).isOne();
            assertThat(letter.lastError()).isEqualTo("timed out after 30 s");
        });
    }

    @Test
    void neitherSuccessNorRetryLeavesADeadLetter() {
        Endpoint endpoint = storedEndpoint();
        record(success(created(endpoint)));
        record(retry(created(endpoint), MINUTE));

        assertThat(listed(DeadLetterQuery.all().of(endpoint.id()))).isEmpty();
    }

    @Test
    void anUnknownDeadLetterIsNotFound() {
        assertThat(store().find(DeadLetterId.at(now()))).isEmpty();
    }

    @Test
    void deadLettersAreListedNewestFirst() {
        Endpoint endpoint = storedEndpoint();
        List<DeadLetterId> made =
                Stream.generate(() -> deadLetter(endpoint).id()).limit(5).toList();

        assertThat(listed(DeadLetterQuery.all().of(endpoint.id())))
                .containsExactly(made.get(4), made.get(3), made.get(2), made.get(1), made.get(0));
    }

    @Test
    void aListingHoldsOnlyWhatItsQuerySelects() {
        Endpoint endpoint = storedEndpoint();
        DeadLetter resolved = deadLetter(endpoint);
        store().resolve(resolved.id(), RESOLVED);
        advance(MINUTE);
        Delivery expired = created(endpoint);
        record(end(expired, FailureReason.EXPIRED));
        DeadLetter pending = letters(expired).get(0);
        DeadLetterQuery mine = DeadLetterQuery.all().of(endpoint.id());

        assertThat(listed(mine.in(DeadLetterStatus.RESOLVED))).containsExactly(resolved.id());
        assertThat(listed(mine.in(DeadLetterStatus.PENDING))).containsExactly(pending.id());
        assertThat(listed(mine.because(FailureReason.EXPIRED))).containsExactly(pending.id());
        assertThat(listed(mine.of(resolved.deliveryId()))).containsExactly(resolved.id());
        assertThat(listed(mine.created(new TimeRange(resolved.createdAt(), pending.createdAt()))))
                .containsExactly(resolved.id());
    }

    @ParameterizedTest
    @EnumSource(value = DeadLetterStatus.class, names = "PENDING", mode = EnumSource.Mode.EXCLUDE)
    void aPendingDeadLetterIsResolvedOrDiscarded(DeadLetterStatus status) {
        DeadLetter letter = deadLetter();

        assertThat(store().resolve(letter.id(), new Resolution(status, "ana", null)))
                .isTrue();

        assertThat(present(letter).status()).isEqualTo(status);
        assertThat(present(letter).resolvedBy()).isEqualTo("ana");
        assertThat(present(letter).resolutionNotes()).isNull();
        assertThat(present(letter).resolvedAt()).isCloseTo(now(), about());
        assertThat(present(letter.deliveryId()).status()).isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void aDeadLetterIsResolvedOnce() {
        DeadLetter letter = deadLetter();
        store().resolve(letter.id(), RESOLVED);
        DeadLetter resolved = present(letter);

        assertThat(store().resolve(letter.id(), new Resolution(DeadLetterStatus.DISCARDED, "bob", "no")))
                .isFalse();

        assertThat(present(letter)).isEqualTo(resolved);
        assertThat(resolved.resolutionNotes()).isEqualTo(RESOLVED.notes());
    }

    @Test
    void anUnknownDeadLetterIsNotResolved() {
        assertThat(store().resolve(DeadLetterId.at(now()), RESOLVED)).isFalse();
    }

    @Test
    void aRedriveResolvesTheDeadLetter() {
        DeadLetter letter = deadLetter();

        assertThat(redrive(letter).results()).containsExactly(Redrive.Result.REDRIVEN);

        assertThat(present(letter).status()).isEqualTo(DeadLetterStatus.RESOLVED);
        assertThat(present(letter).resolvedBy()).isEqualTo("ana");
        assertThat(present(letter).resolutionNotes()).isEqualTo("redriven");
        assertThat(present(letter).resolvedAt()).isCloseTo(now(), about());
    }

    @Test
    void aRedriveMakesTheDeliveryPendingDueAtOnceWithFurtherAttempts() {
        Delivery delivery = created(storedEndpoint());
        for (int number = 1; number < delivery.attemptLimit(); number++) {
            record(retry(present(delivery.id()), Duration.ZERO));
        }
        DeadLetter letter = buried(present(delivery.id()));
        Delivery failed = present(delivery.id());
        advance(Duration.ofHours(1));
        redrive(letter);

        Delivery again = present(delivery.id());
        assertThat(again.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(again.attemptLimit()).isEqualTo(failed.attemptLimit() + 2);
        assertThat(again.attemptNumber()).isEqualTo(failed.attemptNumber() + 1);
        assertThat(again.nextAttemptAt()).isCloseTo(now(), about()).isBeforeOrEqualTo(now());
        assertThat(again.expiresAt()).isCloseTo(now().plus(EXPIRES_IN), about());
        assertThat(again.messageId()).isEqualTo(delivery.messageId());
        assertThat(again.attemptsMade()).isEqualTo(failed.attemptsMade());
    }

    @Test
    void aRedrivenDeliveryIsOnItsLane() {
        DeadLetter letter = deadLetter();
        while (claim().isPresent()) {
            // what earlier steps left in the queue
        }
        redrive(letter);
        advance(LEASE.plusSeconds(1));

        assertThat(claim().map(Lease::deliveryId)).contains(letter.deliveryId());
    }

    @Test
    void theAttemptNumbersOfARedrivenDeliveryGoOn() {
        DeadLetter letter = deadLetter();
        redrive(letter);
        record(success(present(letter.deliveryId())));

        assertThat(storage().deliveryLog().attempts(letter.deliveryId()).stream()
                        .map(Attempt::number))
                .containsExactly(1, 2);
        assertThat(present(letter.deliveryId()).status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void aRedriveOfADeliveryWithoutAttemptsBeginsAtTheFirst() {
        Delivery delivery = created(storedEndpoint());
        record(end(delivery, FailureReason.EXPIRED));
        redrive(letters(delivery).get(0));

        assertThat(present(delivery.id()).attemptNumber()).isOne();
        assertThat(record(success(present(delivery.id())))).isEqualTo(Recording.Result.RECORDED);
    }

    @Test
    void aRedriveTakesOneOffTheEventsFailures() {
        Event event = keptEvent();
        Endpoint endpoint = storedEndpoint();
        buried(created(endpoint, event));
        DeadLetter letter = buried(created(endpoint, event));
        assertThat(stored(event).deliveryFailureCount()).isEqualTo(2);

        redrive(letter);
        assertThat(stored(event).deliveryFailureCount()).isOne();
        record(success(present(letter.deliveryId())));

        assertThat(stored(event).deliveryFailureCount()).isOne();
        assertThat(stored(event).deliverySuccessCount()).isOne();
        assertThat(stored(event).webhookCount()).isEqualTo(2);
    }

    @Test
    void aNewFailureMakesANewDeadLetter() {
        DeadLetter first = deadLetter();
        redrive(first);
        DeadLetter second = buried(present(first.deliveryId()));

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.attemptCount()).isEqualTo(2);
        assertThat(letters(present(first.deliveryId()))).containsExactly(second, present(first));
    }

    @Test
    void aDeadLetterIsRedrivenOnce() {
        DeadLetter letter = deadLetter();

        assertThat(redrive(letter, letter).results())
                .containsExactly(Redrive.Result.REDRIVEN, Redrive.Result.NOT_PENDING);
        assertThat(redrive(letter).results()).containsExactly(Redrive.Result.NOT_PENDING);
    }

    @Test
    void whatWasResolvedIsNotRedriven() {
        DeadLetter letter = deadLetter();
        store().resolve(letter.id(), RESOLVED);

        assertThat(redrive(letter).results()).containsExactly(Redrive.Result.NOT_PENDING);
        assertThat(present(letter.deliveryId()).status()).isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void anUnknownDeadLetterIsNotRedriven() {
        Redrive unknown = new Redrive(DeadLetterId.at(now()), 1, EXPIRES_IN);

        assertThat(store().redrive(List.of(unknown), "ana"))
                .isEqualTo(new RedriveRun(List.of(Redrive.Result.UNKNOWN), List.of()));
    }

    @Test
    void nothingIsRedrivenOnAnEndpointThatTakesNoDeliveries() {
        Endpoint disabled = storedEndpoint();
        Endpoint deleted = storedEndpoint();
        DeadLetter first = deadLetter(disabled);
        DeadLetter second = deadLetter(deleted);
        storage()
                .endpoints()
                .update(disabled.id(), one -> one.withState(EndpointState.disabled(DisableReason.OPERATOR, now())));
        storage().endpoints().update(deleted.id(), one -> one.withState(EndpointState.deleted(now())));

        assertThat(redrive(first, second).results())
                .containsExactly(Redrive.Result.ENDPOINT_DISABLED, Redrive.Result.ENDPOINT_DISABLED);
        assertThat(present(first).status()).isEqualTo(DeadLetterStatus.PENDING);
        assertThat(present(first.deliveryId()).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(stored(first).deliveryFailureCount()).isOne();
    }

    private StoredEvent stored(DeadLetter letter) {
        return storage().events().find(letter.eventId()).orElseThrow();
    }

    @Test
    void aPausedEndpointsDeadLetterIsRedrivenAndWaits() {
        Endpoint paused = storedEndpoint();
        DeadLetter letter = deadLetter(paused);
        storage().endpoints().update(paused.id(), one -> one.withState(EndpointState.PAUSED));

        assertThat(redrive(letter).results()).containsExactly(Redrive.Result.REDRIVEN);
        assertThat(present(paused).state().status()).isEqualTo(EndpointStatus.PAUSED);
    }

    @Test
    void theResultsStandInTheOrderOfTheRequests() {
        DeadLetter resolved = deadLetter();
        DeadLetter pending = deadLetter();
        store().resolve(resolved.id(), RESOLVED);

        assertThat(redrive(resolved, pending).results())
                .containsExactly(Redrive.Result.NOT_PENDING, Redrive.Result.REDRIVEN);
    }

    @Test
    void ofManyRedrivesOfADeadLetterOneSucceeds() {
        DeadLetter letter = deadLetter();

        List<Redrive.Result> results =
                Crowd.run(8, () -> redrive(letter).results().get(0));

        assertThat(Collections.frequency(results, Redrive.Result.REDRIVEN)).isOne();
        assertThat(Collections.frequency(results, Redrive.Result.NOT_PENDING)).isEqualTo(7);
        assertThat(stored(letter).deliveryFailureCount()).isZero();
    }
}
