package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.Storage;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.event.Event;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.TemporalUnitOffset;
import org.jspecify.annotations.Nullable;

/** What the contracts of the stores share: the storage, its clock, and the words in which their rules are written. */
abstract class StoreContract {

    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration LEASE = Duration.ofMinutes(20);
    private static final TemporalUnit COARSE = ChronoUnit.SECONDS;

    final Fixtures fixtures = new Fixtures(this::now);

    /**
     * Returns the storage under test, the same for the whole of a test. Its queue and inbox are empty when the test
     * begins; its other tables may hold what other tests left.
     */
    protected abstract Storage storage();

    /** Moves the storage's clock on by {@code time}. */
    protected abstract void advance(Duration time);

    /** Returns what the storage's clock says. */
    protected abstract Instant now();

    /** Accepts an instant or duration as far off as a clock that goes on by itself makes it in a test. */
    static TemporalUnitOffset about() {
        return Assertions.within(30, COARSE);
    }

    static void assertAbout(Duration actual, Duration expected) {
        assertThat(actual).isCloseTo(expected, Duration.ofSeconds(30));
    }

    final Endpoint storedEndpoint() {
        return stored(fixtures.endpoint());
    }

    final Endpoint stored(Endpoint endpoint) {
        storage().endpoints().create(endpoint);
        return present(endpoint);
    }

    final Endpoint present(Endpoint endpoint) {
        return storage().endpoints().find(endpoint.id()).orElseThrow();
    }

    final EndpointHealth health(Endpoint endpoint) {
        return present(endpoint).health();
    }

    final long configVersion() {
        return storage().endpoints().snapshot().configVersion();
    }

    /** Stores an event without putting it into the inbox. */
    final Event keptEvent() {
        return kept(fixtures.event());
    }

    final Event kept(Event event) {
        storage().events().keep(event);
        return event;
    }

    final StoredEvent stored(Event event) {
        return storage().events().find(event.id()).orElseThrow();
    }

    final Delivery created(Endpoint endpoint) {
        return created(endpoint, keptEvent());
    }

    final Delivery created(Endpoint endpoint, Event event) {
        NewDelivery delivery = fixtures.delivery(endpoint, event);
        storage().queue().schedule(storage().deliveries().create(List.of(delivery)));
        return present(delivery.id());
    }

    final Delivery present(DeliveryId id) {
        return storage().deliveryLog().find(id).orElseThrow();
    }

    final Optional<Lease> claim() {
        return storage().queue().claim(new ClaimRequest(1, 1, 1, LEASE)).stream()
                .findFirst();
    }

    static OutcomeRecord outcome(Delivery delivery, Outcome outcome, Decision decision) {
        return outcome(delivery, null, outcome, decision, EndpointEffect.NONE);
    }

    static OutcomeRecord outcome(
            Delivery delivery, @Nullable Lease lease, Outcome outcome, Decision decision, EndpointEffect effect) {
        AttemptReport attempt = Fixtures.attempt(delivery.attemptNumber(), outcome);
        return new OutcomeRecord(UUID.randomUUID(), delivery.id(), lease, attempt.number(), attempt, decision, effect);
    }

    static OutcomeRecord success(Delivery delivery) {
        return outcome(delivery, Fixtures.delivered(), new Decision.Succeed());
    }

    static OutcomeRecord retry(Delivery delivery, Duration delay) {
        return outcome(delivery, Fixtures.rejected(), new Decision.Retry(delay));
    }

    static OutcomeRecord giveUp(Delivery delivery) {
        return outcome(delivery, Fixtures.rejected(), new Decision.GiveUp(FailureReason.EXHAUSTED));
    }

    static OutcomeRecord end(Delivery delivery, FailureReason reason) {
        return new OutcomeRecord(
                UUID.randomUUID(),
                delivery.id(),
                null,
                delivery.attemptNumber(),
                null,
                new Decision.GiveUp(reason),
                EndpointEffect.NONE);
    }

    final Recording.Result record(OutcomeRecord record) {
        return recorded(List.of(record)).results().get(0);
    }

    /** Records and tells the queue what is left to tell. */
    final Recording recorded(List<OutcomeRecord> records) {
        Recording recording = storage().deliveries().record(records);
        storage().queue().settle(recording.toSettle());
        return recording;
    }

    /** Returns all that {@code list} shows, page by page. */
    static <T> List<T> all(Function<PageRequest, Page<T>> list, int size) {
        List<T> items = new ArrayList<>();
        Optional<PageRequest> next = Optional.of(PageRequest.first(size));
        while (next.isPresent()) {
            Page<T> page = list.apply(next.get());
            assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
            items.addAll(page.items());
            next = page.nextRequest(size);
        }
        return items;
    }
}
