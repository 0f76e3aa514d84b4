package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

abstract class HealthRules extends StoreRules {

    private static final Duration HOUR = Duration.ofHours(1);

    HealthRules(StoreContract contract) {
        super(contract);
    }

    private OutcomeRecord failure(Endpoint endpoint) {
        return retry(created(endpoint), HOUR);
    }

    private OutcomeRecord failure(Endpoint endpoint, @Nullable Duration parkFor, @Nullable Duration circuitOpenFor) {
        EndpointEffect effect = new EndpointEffect(parkFor, circuitOpenFor, false);
        return outcome(created(endpoint), null, Fixtures.rejected(), new Decision.Retry(HOUR), effect);
    }

    private OutcomeRecord gone(Delivery delivery) {
        return outcome(
                delivery,
                null,
                new Outcome.Rejected(410, null),
                new Decision.GiveUp(FailureReason.GONE),
                new EndpointEffect(null, null, true));
    }

    private Instant failingSince(Endpoint endpoint) {
        Instant since = health(endpoint).failingSince();
        return java.util.Objects.requireNonNull(since);
    }

    @Test
    void aSuccessIsWrittenOnTheEndpoint() {
        Endpoint endpoint = storedEndpoint();
        record(failure(endpoint));
        record(success(created(endpoint)));

        EndpointHealth health = health(endpoint);
        assertThat(health.failureCount()).isZero();
        assertThat(health.lastSuccessAt()).isCloseTo(now(), about());
        assertThat(health.lastFailureAt()).isCloseTo(now(), about());
        assertThat(health.failingSince()).isNull();
    }

    @Test
    void failuresInARowAreCountedSinceTheFirst() {
        Endpoint endpoint = storedEndpoint();
        record(failure(endpoint));
        Instant first = failingSince(endpoint);
        advance(HOUR);
        record(failure(endpoint));
        record(failure(endpoint));

        assertThat(health(endpoint).failureCount()).isEqualTo(3);
        assertThat(failingSince(endpoint)).isEqualTo(first).isCloseTo(now().minus(HOUR), about());
        assertThat(health(endpoint).lastFailureAt()).isCloseTo(now(), about());
        assertThat(health(endpoint).lastSuccessAt()).isNull();
    }

    @Test
    void theAttemptsOfOneBatchAreCountedTogether() {
        Endpoint first = storedEndpoint();
        Endpoint second = storedEndpoint();

        Recording recording = recorded(
                List.of(failure(first), failure(second), failure(first), success(created(second)), failure(first)));

        assertThat(health(first).failureCount()).isEqualTo(3);
        assertThat(health(second).failureCount()).isZero();
        assertThat(recording.health()).isEqualTo(Map.of(first.id(), health(first), second.id(), health(second)));
    }

    @Test
    void onlyEndpointsWithAnAttemptHaveTheirHealthReturned() {
        Endpoint attempted = storedEndpoint();
        Endpoint spared = storedEndpoint();
        Delivery delivery = created(attempted);
        OutcomeRecord before = retry(delivery, HOUR);
        record(before);

        assertThat(recorded(List.of(end(created(spared), FailureReason.EXPIRED)))
                        .health())
                .isEmpty();
        assertThat(recorded(List.of(before, success(delivery))).health()).isEmpty();
        assertThat(recorded(List.of(failure(attempted))).health().keySet()).isEqualTo(Set.of(attempted.id()));
    }

    @Test
    void healthRaisesNoVersion() {
        Endpoint endpoint = storedEndpoint();
        OutcomeRecord record = failure(endpoint, HOUR, HOUR);
        long before = configVersion();
        record(record);

        assertThat(present(endpoint).version()).isEqualTo(endpoint.version());
        assertThat(configVersion()).isEqualTo(before);
    }

    @Test
    void anEndpointThatAsksToBeLeftAloneIsParked() {
        Endpoint endpoint = storedEndpoint();
        record(failure(endpoint, HOUR, null));

        assertThat(health(endpoint).parkedUntil()).isCloseTo(now().plus(HOUR), about());
    }

    @Test
    void aShorterParkDoesNotEndALongerOne() {
        Endpoint endpoint = storedEndpoint();
        record(failure(endpoint, HOUR, null));
        record(failure(endpoint, MINUTE, null));
        record(failure(endpoint));

        assertThat(health(endpoint).parkedUntil()).isCloseTo(now().plus(HOUR), about());
    }

    @Test
    void aCircuitThatOpensIsWrittenOnTheEndpoint() {
        Endpoint endpoint = storedEndpoint();
        record(failure(endpoint, null, HOUR));

        assertThat(health(endpoint).circuitOpenUntil()).isCloseTo(now().plus(HOUR), about());
        record(failure(endpoint));
        assertThat(health(endpoint).circuitOpenUntil()).isCloseTo(now().plus(HOUR), about());
    }

    @Test
    void aCircuitThatClosesIsClearedFromTheEndpoint() {
        Endpoint endpoint = storedEndpoint();
        record(failure(endpoint, null, HOUR));
        record(failure(endpoint, null, Duration.ZERO));

        assertThat(health(endpoint).circuitOpenUntil()).isNull();
    }

    @Test
    void anEndpointThatIsGoneIsDisabledAtOnce() {
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = created(endpoint);
        long before = configVersion();

        Recording recording = recorded(List.of(gone(delivery)));

        Endpoint after = present(endpoint);
        assertThat(after.state().status()).isEqualTo(EndpointStatus.DISABLED);
        assertThat(after.state().disabledReason()).isEqualTo(DisableReason.GONE);
        assertThat(after.state().disabledAt()).isCloseTo(now(), about());
        assertThat(after.deleted()).isFalse();
        assertThat(after.version()).isGreaterThan(endpoint.version());
        assertThat(after.health().failureCount()).isOne();
        assertThat(configVersion()).isGreaterThan(before);
        assertThat(recording.disabled()).containsExactly(after);
        assertThat(storage().endpoints().snapshot().endpoints().stream().map(Endpoint::id))
                .doesNotContain(endpoint.id());
    }

    @Test
    void aPausedEndpointThatIsGoneIsDisabledToo() {
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = created(endpoint);
        storage().endpoints().update(endpoint.id(), one -> one.withState(EndpointState.PAUSED));

        assertThat(recorded(List.of(gone(delivery))).disabled()).hasSize(1);
    }

    @Test
    void anEndpointIsDisabledOnce() {
        Endpoint endpoint = storedEndpoint();
        List<OutcomeRecord> batch = List.of(gone(created(endpoint)), gone(created(endpoint)));
        Delivery later = created(endpoint);

        assertThat(recorded(batch).disabled()).hasSize(1);
        Endpoint disabled = present(endpoint);
        assertThat(recorded(List.of(gone(later))).disabled()).isEmpty();

        assertThat(present(endpoint).version()).isEqualTo(disabled.version());
        assertThat(present(endpoint).state()).isEqualTo(disabled.state());
        assertThat(health(endpoint).failureCount()).isEqualTo(3);
    }

    @Test
    void aGoneThatIsSupersededDisablesNothing() {
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = created(endpoint);
        record(retry(delivery, HOUR));

        assertThat(recorded(List.of(gone(delivery))).disabled()).isEmpty();
        assertThat(present(endpoint).state()).isEqualTo(EndpointState.ACTIVE);
    }
}
