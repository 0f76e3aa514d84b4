package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.UnfinishedDelivery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every {@link DeliveryStore} must do. */
public abstract class DeliveryStoreContract extends StoreContract {

    private static final int PLENTY = 1_000_000;

    private DeliveryStore store() {
        return storage().deliveries();
    }

    private LoadedDelivery loaded(Delivery delivery) {
        List<LoadedDelivery> loaded = store().load(List.of(delivery.id()));
        assertThat(loaded).hasSize(1);
        return loaded.get(0);
    }

    private static List<DeliveryId> ids(List<UnfinishedDelivery> unfinished) {
        return unfinished.stream().map(one -> one.scheduled().deliveryId()).toList();
    }

    @Nested
    class RecordedOutcomes extends RecordRules {
        RecordedOutcomes() {
            super(DeliveryStoreContract.this);
        }
    }

    @Nested
    class RecordedHealth extends HealthRules {
        RecordedHealth() {
            super(DeliveryStoreContract.this);
        }
    }

    @Test
    void aDeliveryIsCreatedDueAtOnce() {
        Endpoint endpoint = stored(fixtures.elaborateEndpoint());
        Event event = keptEvent();
        NewDelivery made = NewDelivery.to(endpoint, event.id(), "msg_again", Fixtures.EXPIRES_IN, DeliveryId.at(now()));
        store().create(List.of(made));

        Delivery delivery = present(made.id());
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(delivery.endpointId()).isEqualTo(endpoint.id());
        assertThat(delivery.eventId()).isEqualTo(event.id());
        assertThat(delivery.messageId()).isEqualTo("msg_again");
        assertThat(delivery.attemptNumber()).isOne();
        assertThat(delivery.attemptLimit()).isEqualTo(4);
        assertThat(delivery.requestUrl()).isEqualTo(endpoint.settings().url());
        assertThat(delivery.payloadFormat()).isEqualTo(endpoint.settings().payloadFormat());
        assertThat(delivery.nextAttemptAt()).isCloseTo(now(), about()).isBeforeOrEqualTo(now());
        assertThat(delivery.expiresAt()).isCloseTo(now().plus(Fixtures.EXPIRES_IN), about());
        assertThat(delivery.lastAttempt()).isNull();
        assertThat(delivery.errorMessage()).isNull();
        assertThat(delivery.lastOutcomeId()).isNull();
    }

    @Test
    void aCreatedDeliveryIsOnItsLane() {
        Delivery delivery = created(storedEndpoint());

        assertThat(claim().map(Lease::deliveryId)).contains(delivery.id());
    }

    @Test
    void creatingRaisesTheEventsDeliveryCount() {
        Event event = keptEvent();
        Endpoint endpoint = storedEndpoint();
        store().create(List.of(fixtures.delivery(endpoint, event), fixtures.delivery(endpoint, event)));

        assertThat(stored(event).webhookCount()).isEqualTo(2);
    }

    @Test
    void creatingAgainLeavesADeliveryAsItIs() {
        Event event = keptEvent();
        Endpoint endpoint = storedEndpoint();
        NewDelivery delivery = fixtures.delivery(endpoint, event);
        store().create(List.of(delivery));
        record(success(present(delivery.id())));
        NewDelivery other = fixtures.delivery(endpoint, event);

        store().create(List.of(delivery, other));

        assertThat(present(delivery.id()).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(present(other.id()).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(stored(event).webhookCount()).isEqualTo(2);
    }

    @Test
    void creatingNothingIsNothingToSchedule() {
        assertThat(store().create(List.of())).isEmpty();
    }

    @Test
    void loadReturnsWhatAnAttemptNeeds() {
        Endpoint endpoint = storedEndpoint();
        Event event = keptEvent();
        Delivery delivery = created(endpoint, event);

        LoadedDelivery loaded = loaded(delivery);

        assertThat(loaded.delivery()).isEqualTo(delivery);
        assertThat(loaded.event()).isEqualTo(event);
        assertThat(loaded.dueIn()).isLessThanOrEqualTo(Duration.ZERO);
        assertAbout(loaded.expiresIn(), Fixtures.EXPIRES_IN);
        assertThat(loaded.endpointVersion()).isEqualTo(endpoint.version());
        assertThat(loaded.endpointParkedFor()).isLessThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void loadTellsThePresentVersionOfTheEndpoint() {
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = created(endpoint);
        Endpoint changed = storage()
                .endpoints()
                .update(endpoint.id(), present -> present.withState(EndpointState.PAUSED))
                .orElseThrow();

        assertThat(loaded(delivery).endpointVersion()).isEqualTo(changed.version());
    }

    @Test
    void loadTellsHowLongUntilADeliveryIsDueAndExpires() {
        Delivery delivery = created(storedEndpoint());
        record(retry(delivery, Duration.ofHours(3)));

        assertAbout(loaded(delivery).dueIn(), Duration.ofHours(3));
        advance(Duration.ofHours(2));
        assertAbout(loaded(delivery).dueIn(), Duration.ofHours(1));
        advance(Duration.ofDays(11));
        assertThat(loaded(delivery).dueIn()).isNegative();
        assertThat(loaded(delivery).expiresIn()).isNegative();
    }

    @Test
    void loadTellsForHowLongTheEndpointAskedToBeLeftAlone() {
        Endpoint endpoint = storedEndpoint();
        Delivery delivery = created(endpoint);
        Outcome busy = new Outcome.Rejected(429, Duration.ofHours(2));
        record(outcome(
                created(endpoint),
                null,
                busy,
                new Decision.Retry(MINUTE),
                new EndpointEffect(Duration.ofHours(2), null, false)));

        assertAbout(loaded(delivery).endpointParkedFor(), Duration.ofHours(2));
        advance(Duration.ofHours(3));
        assertThat(loaded(delivery).endpointParkedFor()).isLessThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void loadTellsTheEpochOfTheQueuesLeases() {
        Delivery delivery = created(storedEndpoint());

        assertThat(claim().orElseThrow().token().epoch())
                .isEqualTo(loaded(delivery).epoch());
    }

    @Test
    void loadReturnsUnfinishedDeliveriesOnly() {
        Endpoint endpoint = storedEndpoint();
        Delivery pending = created(endpoint);
        Delivery retrying = created(endpoint);
        Delivery succeeded = created(endpoint);
        Delivery failed = created(endpoint);
        record(retry(retrying, MINUTE));
        record(success(succeeded));
        record(giveUp(failed));

        List<LoadedDelivery> loaded =
                store().load(List.of(pending.id(), retrying.id(), succeeded.id(), failed.id(), DeliveryId.at(now())));

        assertThat(loaded.stream().map(one -> one.delivery().id()))
                .containsExactlyInAnyOrder(pending.id(), retrying.id());
        assertThat(store().load(List.of())).isEmpty();
    }

    @Test
    void aWalkOverTheUnfinishedMeetsEachOnceInTheOrderOfTheirIds() {
        DeliveryId before = DeliveryId.at(now());
        Endpoint endpoint = storedEndpoint();
        List<DeliveryId> made =
                Stream.generate(() -> created(endpoint).id()).limit(7).toList();
        record(success(present(made.get(2))));
        record(retry(present(made.get(4)), Duration.ofHours(1)));

        List<DeliveryId> walked = new ArrayList<>();
        List<UnfinishedDelivery> page = store().unfinished(before, 2);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            walked.addAll(ids(page));
            page = store().unfinished(walked.get(walked.size() - 1), 2);
        }

        List<DeliveryId> unfinished = new ArrayList<>(made);
        unfinished.remove(made.get(2));
        assertThat(walked)
                .containsSubsequence(unfinished)
                .doesNotContain(made.get(2))
                .doesNotHaveDuplicates();
        assertThat(ids(store().unfinished(null, PLENTY))).containsSubsequence(unfinished);
    }

    @Test
    void anUnfinishedOneSaysWhatTheQueueShouldKnow() {
        DeliveryId before = DeliveryId.at(now());
        Endpoint endpoint = stored(fixtures.elaborateEndpoint());
        Delivery delivery = created(endpoint);
        record(retry(delivery, Duration.ofHours(2)));

        assertThat(store().unfinished(before, PLENTY))
                .filteredOn(one -> one.scheduled().deliveryId().equals(delivery.id()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.scheduled().lane()).isEqualTo(endpoint.id());
                    assertAbout(one.scheduled().dueIn(), Duration.ofHours(2));
                    assertThat(one.scheduled().limits().maxInFlight()).isEqualTo(3);
                    assertThat(one.scheduled().limits().ratePerMinute()).hasValue(90);
                    assertThat(one.scheduled().limits().version()).isEqualTo(endpoint.version());
                    assertThat(one.attemptNumber()).isEqualTo(2);
                    assertAbout(one.expiresIn(), Fixtures.EXPIRES_IN);
                });
    }

    @Test
    void recentlyDueHoldsWhatWasMadeOrFellDueWithinTheWindow() {
        Endpoint endpoint = storedEndpoint();
        Delivery longDue = created(endpoint);
        Delivery fallsDue = created(endpoint);
        record(retry(fallsDue, Duration.ofMinutes(59)));
        Delivery dueLater = created(endpoint);
        record(retry(dueLater, Duration.ofHours(9)));
        advance(Duration.ofHours(1));
        Delivery made = created(endpoint);
        Delivery madeAndPutOff = created(endpoint);
        record(retry(madeAndPutOff, Duration.ofHours(1)));
        Delivery finished = created(endpoint);
        record(success(finished));

        assertThat(ids(store().recentlyDue(Duration.ofMinutes(10), PLENTY)))
                .contains(fallsDue.id(), made.id(), madeAndPutOff.id())
                .doesNotContain(longDue.id(), dueLater.id(), finished.id())
                .doesNotHaveDuplicates();
    }

    @Test
    void recentlyDueReturnsNoMoreThanAskedFor() {
        Endpoint endpoint = storedEndpoint();
        assertThat(Stream.generate(() -> created(endpoint)).limit(5)).hasSize(5);

        assertThat(store().recentlyDue(Duration.ofMinutes(10), 3)).hasSize(3);
        assertThat(store().unfinished(null, 3)).hasSize(3);
    }

    @Test
    void oldestDueSaysForHowLongTheOldestDueWaits() {
        Delivery delivery = created(storedEndpoint());
        record(retry(delivery, Duration.ofHours(1)));
        Optional<Duration> others = store().oldestDue();
        advance(Duration.ofHours(3));

        Duration oldest = store().oldestDue().orElseThrow();

        assertAbout(oldest, others.map(other -> other.plusHours(3)).orElse(Duration.ofHours(2)));
    }
}
