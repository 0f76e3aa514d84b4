package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.delivery.Recording.Result;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.Event;
import dev.webhook.event.StoredEvent;
import dev.webhook.http.HttpResult;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

abstract class RecordRules extends StoreRules {

    private static final Duration HOUR = Duration.ofHours(1);

    RecordRules(StoreContract contract) {
        super(contract);
    }

    private List<Attempt> attempts(Delivery delivery) {
        return storage().deliveryLog().attempts(delivery.id());
    }

    private int deadLetters(Delivery delivery) {
        return storage()
                .deadLetters()
                .list(DeadLetterQuery.all().of(delivery.id()), PageRequest.first(10))
                .items()
                .size();
    }

    private void assertCounts(Event event, int webhooks, int successes, int failures) {
        StoredEvent stored = stored(event);
        assertThat(List.of(stored.webhookCount(), stored.deliverySuccessCount(), stored.deliveryFailureCount()))
                .containsExactly(webhooks, successes, failures);
    }

    private static OutcomeRecord leased(Delivery delivery, Lease lease, Outcome outcome, Decision decision) {
        return outcome(delivery, lease, outcome, decision, EndpointEffect.NONE);
    }

    @Test
    void aSuccessEndsTheDelivery() {
        Event event = keptEvent();
        Delivery delivery = created(storedEndpoint(), event);
        OutcomeRecord record = success(delivery);

        assertThat(record(record)).isEqualTo(Result.RECORDED);

        Delivery after = present(delivery.id());
        assertThat(after.status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(after.attemptNumber()).isOne();
        assertThat(after.nextAttemptAt()).isNull();
        assertThat(after.errorMessage()).isNull();
        assertThat(after.lastOutcomeId()).isEqualTo(record.outcomeId());
        assertThat(after.lastAttempt()).isEqualTo(attempts(delivery).get(0));
        assertThat(after.updatedAt()).isCloseTo(now(), about());
        assertCounts(event, 1, 1, 0);
    }

    @Test
    void aRetryPutsTheDeliveryOff() {
        Event event = keptEvent();
        Delivery delivery = created(storedEndpoint(), event);
        OutcomeRecord record = retry(delivery, HOUR);

        assertThat(record(record)).isEqualTo(Result.RECORDED);

        Delivery after = present(delivery.id());
        assertThat(after.status()).isEqualTo(DeliveryStatus.RETRYING);
        assertThat(after.attemptNumber()).isEqualTo(2);
        assertThat(after.attemptLimit()).isEqualTo(delivery.attemptLimit());
        assertThat(after.nextAttemptAt()).isCloseTo(now().plus(HOUR), about());
        assertThat(after.expiresAt()).isEqualTo(delivery.expiresAt());
        assertThat(after.errorMessage()).isEqualTo("HTTP status 500");
        assertThat(after.lastOutcomeId()).isEqualTo(record.outcomeId());
        assertCounts(event, 1, 0, 0);
    }

    @Test
    void givingUpEndsTheDeliveryAndLeavesADeadLetter() {
        Event event = keptEvent();
        Delivery delivery = created(storedEndpoint(), event);

        assertThat(record(giveUp(delivery))).isEqualTo(Result.RECORDED);

        Delivery after = present(delivery.id());
        assertThat(after.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(after.attemptNumber()).isOne();
        assertThat(after.nextAttemptAt()).isNull();
        assertThat(after.errorMessage()).isEqualTo("HTTP status 500");
        assertThat(deadLetters(delivery)).isOne();
        assertCounts(event, 1, 0, 1);
    }

    @Test
    void givingUpWithoutAnAttemptMakesNone() {
        Event event = keptEvent();
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = created(endpoint, event);

        assertThat(record(end(delivery, FailureReason.DISABLED))).isEqualTo(Result.RECORDED);

        Delivery after = present(delivery.id());
        assertThat(after.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(after.attemptsMade()).isZero();
        assertThat(after.errorMessage()).isEqualTo("disabled");
        assertThat(attempts(delivery)).isEmpty();
        assertThat(deadLetters(delivery)).isOne();
        assertThat(health(endpoint)).isEqualTo(endpoint.health());
        assertCounts(event, 1, 0, 1);
    }

    @Test
    void anEndWithoutAnAttemptKeepsTheLastOne() {
        Delivery delivery = created(storedEndpoint());
        record(retry(delivery, HOUR));
        record(end(present(delivery.id()), FailureReason.EXPIRED));

        Delivery after = present(delivery.id());
        assertThat(after.attemptNumber()).isOne();
        assertThat(after.lastAttempt()).isEqualTo(attempts(delivery).get(0));
        assertThat(after.errorMessage()).isEqualTo("expired");
    }

    static Stream<Outcome> outcomes() {
        return Stream.of(
                new Outcome.Delivered(200),
                new Outcome.Rejected(404, null),
                new Outcome.Rejected(503, Duration.ofSeconds(90)),
                new Outcome.Unreachable(HttpResult.Cause.TLS, "certificate expired \u00e9"),
                new Outcome.Blocked("10.0.0.1 is private"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void anAttemptIsKeptAsItWasReported(Outcome outcome) {
        Delivery delivery = created(storedEndpoint());
        OutcomeRecord record =
                outcome(delivery, outcome, outcome.success() ? new Decision.Succeed() : new Decision.Retry(HOUR));
        record(record);

        Attempt attempt = attempts(delivery).get(0);
        assertThat(attempt.deliveryId()).isEqualTo(delivery.id());
        assertThat(attempt.number()).isOne();
        assertThat(attempt.outcome()).isEqualTo(outcome);
        assertThat(record.attempt()).isNotNull().satisfies(report -> {
            assertThat(attempt.requestUrl()).isEqualTo(report.requestUrl());
            assertThat(attempt.requestHeaders()).isEqualTo(report.requestHeaders());
            assertThat(attempt.response()).isEqualTo(report.response());
            assertThat(attempt.took()).isEqualTo(report.took());
            assertThat(present(delivery.id()).requestUrl()).isEqualTo(report.requestUrl());
        });
    }

    @Test
    void anAttemptBeganItsAgeAgo() {
        Delivery delivery = created(storedEndpoint());
        OutcomeRecord young = success(delivery);
        assertThat(young.attempt()).isNotNull();
        advance(HOUR);
        record(new OutcomeRecord(
                young.outcomeId(),
                delivery.id(),
                null,
                1,
                java.util.Objects.requireNonNull(young.attempt()).aged(Duration.ofMinutes(30)),
                young.decision(),
                young.effect()));

        assertThat(attempts(delivery).get(0).sentAt()).isCloseTo(now().minus(Duration.ofMinutes(30)), about());
    }

    @Test
    void theNumbersOfAttemptsHaveNoGaps() {
        Delivery delivery = created(storedEndpoint());
        for (int i = 0; i < 4; i++) {
            record(retry(present(delivery.id()), Duration.ZERO));
        }
        record(success(present(delivery.id())));

        assertThat(attempts(delivery).stream().map(Attempt::number)).containsExactly(1, 2, 3, 4, 5);
        assertThat(present(delivery.id()).attemptNumber()).isEqualTo(5);
    }

    @Test
    void theSameOutcomeAgainIsAlreadyRecordedAndChangesNothing() {
        Event event = keptEvent();
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = created(endpoint, event);
        OutcomeRecord record = giveUp(delivery);
        record(record);
        Delivery after = present(delivery.id());

        assertThat(record(record)).isEqualTo(Result.ALREADY_RECORDED);

        assertThat(present(delivery.id())).isEqualTo(after);
        assertThat(attempts(delivery)).hasSize(1);
        assertThat(deadLetters(delivery)).isOne();
        assertThat(health(endpoint).failureCount()).isOne();
        assertCounts(event, 1, 0, 1);
    }

    @Test
    void aRetryRecordedAgainIsAlreadyRecorded() {
        Delivery delivery = created(storedEndpoint());
        OutcomeRecord record = retry(delivery, HOUR);
        record(record);
        advance(Duration.ofMinutes(30));

        assertThat(record(record)).isEqualTo(Result.ALREADY_RECORDED);

        assertThat(present(delivery.id()).nextAttemptAt()).isCloseTo(now().plus(Duration.ofMinutes(30)), about());
        assertThat(attempts(delivery)).hasSize(1);
    }

    @Test
    void anOutcomeIsAlreadyRecordedAlsoWhenAnotherWorkerHasMadeTheNextAttempt() {
        Delivery delivery = created(storedEndpoint());
        OutcomeRecord record = retry(delivery, Duration.ZERO);
        record(record);
        record(success(present(delivery.id())));
        Delivery after = present(delivery.id());

        assertThat(record(record)).isEqualTo(Result.ALREADY_RECORDED);

        assertThat(present(delivery.id())).isEqualTo(after);
        assertThat(attempts(delivery)).hasSize(2);
    }

    @Test
    void anotherOutcomeOfTheSameAttemptIsSuperseded() {
        Event event = keptEvent();
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = created(endpoint, event);
        record(retry(delivery, HOUR));
        Delivery after = present(delivery.id());

        assertThat(record(success(delivery))).isEqualTo(Result.SUPERSEDED);

        assertThat(present(delivery.id())).isEqualTo(after);
        assertThat(attempts(delivery)).hasSize(1);
        assertThat(health(endpoint).lastSuccessAt()).isNull();
        assertCounts(event, 1, 0, 0);
    }

    @Test
    void anOutcomeOfAFinishedDeliveryIsSuperseded() {
        Event event = keptEvent();
        Delivery delivery = created(storedEndpoint(), event);
        record(success(delivery));

        assertThat(record(giveUp(delivery))).isEqualTo(Result.SUPERSEDED);

        assertThat(present(delivery.id()).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(deadLetters(delivery)).isZero();
        assertCounts(event, 1, 1, 0);
    }

    @Test
    void anOutcomeOfAnUnknownDeliveryIsSuperseded() {
        Delivery known = created(storedEndpoint());
        OutcomeRecord unknown = new OutcomeRecord(
                UUID.randomUUID(),
                fixtures.delivery(fixtures.endpoint(), fixtures.event()).id(),
                null,
                1,
                Fixtures.attempt(1, Fixtures.delivered()),
                new Decision.Succeed(),
                EndpointEffect.NONE);

        assertThat(recorded(List.of(unknown, success(known))).results())
                .containsExactly(Result.SUPERSEDED, Result.RECORDED);
    }

    @Test
    void theResultsStandInTheOrderOfTheRecords() {
        Event event = keptEvent();
        Endpoint endpoint = storedEndpoint();
        List<Delivery> deliveries =
                Stream.generate(() -> created(endpoint, event)).limit(5).toList();
        OutcomeRecord before = success(deliveries.get(1));
        record(before);
        record(retry(deliveries.get(3), HOUR));

        Recording recording = recorded(List.of(
                success(deliveries.get(0)),
                before,
                retry(deliveries.get(2), HOUR),
                success(deliveries.get(3)),
                giveUp(deliveries.get(4))));

        assertThat(recording.results())
                .containsExactly(
                        Result.RECORDED, Result.ALREADY_RECORDED, Result.RECORDED, Result.SUPERSEDED, Result.RECORDED);
        assertCounts(event, 5, 2, 1);
    }

    @Test
    void recordingNothingChangesNothing() {
        Recording recording = storage().deliveries().record(List.of());

        assertThat(recording.results()).isEmpty();
        assertThat(recording.toSettle()).isEmpty();
        assertThat(recording.health()).isEmpty();
        assertThat(recording.disabled()).isEmpty();
    }

    @Test
    void aFinishedDeliveryLeavesTheQueue() {
        Delivery delivery = created(storedEndpoint());
        Lease lease = claim().orElseThrow();
        recorded(List.of(leased(delivery, lease, Fixtures.delivered(), new Decision.Succeed())));

        assertThat(storage().queue().status().leased()).isZero();
        assertThat(storage().queue().status().waiting()).isZero();
    }

    @Test
    void aDeliveryToRetryGoesBackOnItsLaneAndIsDueAgainAfterItsDelay() {
        Delivery delivery = created(storedEndpoint());
        Lease lease = claim().orElseThrow();
        recorded(List.of(leased(delivery, lease, Fixtures.rejected(), new Decision.Retry(HOUR))));

        assertThat(storage().queue().status().waiting()).isOne();
        assertThat(claim()).isEmpty();
        advance(HOUR.plus(MINUTE));
        assertThat(claim().map(Lease::deliveryId)).contains(delivery.id());
    }

    @Test
    void whatWasAlreadyRecordedIsStillSettled() {
        Delivery delivery = created(storedEndpoint());
        Lease lease = claim().orElseThrow();
        OutcomeRecord record = leased(delivery, lease, Fixtures.delivered(), new Decision.Succeed());
        // the reply of this call was lost, so nobody settled what it said
        storage().deliveries().record(List.of(record));

        assertThat(record(record)).isEqualTo(Result.ALREADY_RECORDED);

        assertThat(storage().queue().status().leased()).isZero();
    }

    @Test
    void whatIsSupersededSettlesNothing() {
        Delivery delivery = created(storedEndpoint());
        Lease late = claim().orElseThrow();
        record(retry(delivery, Duration.ZERO));

        Recording recording = recorded(List.of(leased(delivery, late, Fixtures.delivered(), new Decision.Succeed())));

        assertThat(recording.results()).containsExactly(Result.SUPERSEDED);
        assertThat(recording.toSettle()).isEmpty();
        assertThat(storage().queue().settle(List.of(new Settlement.Release(late, Duration.ZERO))))
                .isEmpty();
    }

    @Test
    void ofManyOutcomesOfAnAttemptOneIsRecorded() {
        Event event = keptEvent();
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = created(endpoint, event);

        List<Result> results = Crowd.run(8, () -> record(giveUp(delivery)));

        assertThat(Collections.frequency(results, Result.RECORDED)).isOne();
        assertThat(Collections.frequency(results, Result.SUPERSEDED)).isEqualTo(7);
        assertThat(attempts(delivery)).hasSize(1);
        assertThat(deadLetters(delivery)).isOne();
        assertThat(health(endpoint).failureCount()).isOne();
        assertCounts(event, 1, 0, 1);
    }
}
