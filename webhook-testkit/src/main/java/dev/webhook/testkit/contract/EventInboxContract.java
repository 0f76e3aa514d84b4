package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.EventInbox;
import dev.webhook.delivery.EventInbox.FanOut;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.InboxEvent;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.RoutingRun;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.event.Event;
import dev.webhook.event.EventQuery;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link EventInbox} must do. */
public abstract class EventInboxContract extends StoreContract {

    private static final FanOut TO_NOBODY = (events, version) ->
            events.stream().map(waiting -> whole(waiting, List.of())).toList();

    private EventInbox inbox() {
        return storage().inbox();
    }

    private Event published() {
        Event event = fixtures.event();
        storage().events().append(List.of(Fixtures.publication(event)));
        return event;
    }

    private static FannedOut whole(InboxEvent waiting, List<NewDelivery> deliveries) {
        return new FannedOut(waiting.event(), deliveries, null, null);
    }

    private FanOut to(Endpoint endpoint) {
        return (events, version) -> events.stream()
                .map(waiting -> whole(waiting, List.of(fixtures.delivery(endpoint, waiting.event()))))
                .toList();
    }

    private static FanOut failing(String error) {
        return (events, version) -> events.stream()
                .map(waiting -> FannedOut.failed(waiting.event(), error))
                .toList();
    }

    private RoutingRun route(FanOut fanOut) {
        RoutingRun run = inbox().route(100, fanOut);
        storage().queue().schedule(run.toSchedule());
        return run;
    }

    /** Routes to nobody and returns what waited. */
    private List<InboxEvent> waiting(int max) {
        List<InboxEvent> seen = new ArrayList<>();
        inbox().route(max, (events, version) -> {
            seen.clear();
            seen.addAll(events);
            return TO_NOBODY.fanOut(events, version);
        });
        return seen;
    }

    @Test
    void anEmptyInboxAsksNobodyAndStoresNothing() {
        RoutingRun run = inbox().route(10, (events, version) -> {
            throw new AssertionError("nothing waits");
        });

        assertThat(run).isEqualTo(RoutingRun.NOTHING);
        assertThat(inbox().oldest()).isEmpty();
    }

    @Test
    void theOldestEventsAreTakenAndNoMoreThanAskedFor() {
        List<Event> events = Stream.generate(this::published).limit(5).toList();

        assertThat(waiting(3).stream().map(InboxEvent::event)).isEqualTo(events.subList(0, 3));
        assertThat(waiting(3).stream().map(InboxEvent::event)).isEqualTo(events.subList(3, 5));
        assertThat(waiting(3)).isEmpty();
    }

    @Test
    void anEventThatWasNotTakenBeforeHasNoPlaceToGoOnFrom() {
        Event event = published();

        assertThat(waiting(1)).containsExactly(new InboxEvent(event, null));
    }

    @Test
    void aFanOutStoresDeliveriesThatAreDueAtOnce() {
        Endpoint endpoint = storedEndpoint();
        Event event = published();
        RoutingRun run = route(to(endpoint));

        NewDelivery made = run.routed().get(0).deliveries().get(0);
        Delivery delivery = present(made.id());
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(delivery.endpointId()).isEqualTo(endpoint.id());
        assertThat(delivery.eventId()).isEqualTo(event.id());
        assertThat(delivery.messageId()).isEqualTo(event.id().toString());
        assertThat(delivery.attemptNumber()).isOne();
        assertThat(delivery.attemptLimit()).isEqualTo(made.attemptLimit());
        assertThat(delivery.requestUrl()).isEqualTo(made.requestUrl());
        assertThat(delivery.payloadFormat()).isEqualTo(made.payloadFormat());
        assertThat(delivery.nextAttemptAt()).isCloseTo(now(), about()).isBeforeOrEqualTo(now());
        assertThat(delivery.expiresAt()).isCloseTo(now().plus(Fixtures.EXPIRES_IN), about());
        assertThat(delivery.lastAttempt()).isNull();
        assertThat(claim().map(Lease::deliveryId)).contains(delivery.id());
    }

    @Test
    void aFanOutStampsTheEvent() {
        Endpoint first = storedEndpoint();
        Endpoint second = storedEndpoint();
        Event event = published();
        route((events, version) -> List.of(
                whole(events.get(0), List.of(fixtures.delivery(first, event), fixtures.delivery(second, event)))));

        StoredEvent stored = stored(event);
        assertThat(stored.processedAt()).isCloseTo(now(), about());
        assertThat(stored.routingError()).isNull();
        assertThat(stored.webhookCount()).isEqualTo(2);
        assertThat(stored.deliverySuccessCount()).isZero();
        assertThat(stored.deliveryFailureCount()).isZero();
    }

    @Test
    void theRunSaysWhatWasStored() {
        Endpoint endpoint = storedEndpoint();
        List<Event> events = Stream.generate(this::published).limit(3).toList();

        RoutingRun run = route(to(endpoint));

        assertThat(run.routed().stream().map(FannedOut::event)).isEqualTo(events);
        assertThat(storage().queue().status().waiting()).isEqualTo(3);
    }

    @Test
    void anEventIsFannedOutOnce() {
        published();
        route(to(storedEndpoint()));

        assertThat(waiting(10)).isEmpty();
        assertThat(inbox().oldest()).isEmpty();
    }

    @Test
    void aFanOutThatFailsStoresNothingAndLeavesAllInTheInbox() {
        Event first = published();
        Event second = published();

        assertThatThrownBy(() -> inbox().route(10, (events, version) -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");

        assertThat(stored(first)).isEqualTo(StoredEvent.published(first));
        assertThat(waiting(10).stream().map(InboxEvent::event)).containsExactly(first, second);
    }

    @Test
    void eventsTheFanOutDoesNotAnswerForStayAsTheyAre() {
        Event first = published();
        Event second = published();
        RoutingRun run = route((events, version) -> List.of(whole(events.get(0), List.of())));

        assertThat(run.routed().stream().map(FannedOut::event)).containsExactly(first);
        assertThat(stored(second)).isEqualTo(StoredEvent.published(second));
        assertThat(waiting(10)).containsExactly(new InboxEvent(second, null));
    }

    @Test
    void aFanOutInChunksGoesOnWhereTheLastEnded() {
        Endpoint first = storedEndpoint();
        Endpoint second = storedEndpoint();
        Event event = published();
        route((events, version) ->
                List.of(new FannedOut(event, List.of(fixtures.delivery(first, event)), first.id(), null)));

        assertThat(stored(event).processedAt()).isNull();
        assertThat(stored(event).webhookCount()).isOne();
        assertThat(inbox().oldest()).isPresent();
        route((events, version) -> {
            assertThat(events).containsExactly(new InboxEvent(event, first.id()));
            return to(second).fanOut(events, version);
        });
        assertThat(stored(event).processedAt()).isNotNull();
        assertThat(stored(event).webhookCount()).isEqualTo(2);
        assertThat(waiting(10)).isEmpty();
    }

    @Test
    void anEventThatCannotBeFannedOutIsStampedAndBlocksNobody() {
        Event bad = published();
        Event good = published();
        route((events, version) ->
                List.of(FannedOut.failed(bad, "filter of \u00e9 can't be read"), whole(events.get(1), List.of())));

        assertThat(stored(bad).routingError()).isEqualTo("filter of \u00e9 can't be read");
        assertThat(stored(bad).webhookCount()).isZero();
        assertThat(stored(good).routingError()).isNull();
        assertThat(waiting(10)).isEmpty();
        assertThat(inbox().oldest()).isEmpty();
        assertThat(storage()
                        .events()
                        .list(
                                EventQuery.all()
                                        .ofUser(bad.userId().orElseThrow())
                                        .in(EventQuery.Routing.FAILED),
                                PageRequest.first(5))
                        .items())
                .containsExactly(stored(bad));
    }

    @Test
    void reroutePutsAnEventBackAndClearsItsError() {
        Event event = published();
        route(failing("no"));

        assertThat(inbox().reroute(event.id())).isTrue();

        assertThat(stored(event)).isEqualTo(StoredEvent.published(event));
        assertThat(inbox().oldest()).isPresent();
        assertThat(waiting(10)).containsExactly(new InboxEvent(event, null));
        assertThat(stored(event).processedAt()).isNotNull();
    }

    @Test
    void rerouteOfAFanOutThatFailedHalfWayGoesOnFromThere() {
        Endpoint first = storedEndpoint();
        Event event = published();
        route((events, version) ->
                List.of(new FannedOut(event, List.of(fixtures.delivery(first, event)), first.id(), null)));
        route(failing("no"));
        inbox().reroute(event.id());

        assertThat(stored(event).webhookCount()).isOne();
        assertThat(waiting(10)).containsExactly(new InboxEvent(event, first.id()));
    }

    @Test
    void onlyAnEventWhoseFanOutFailedIsRerouted() {
        Event waiting = published();
        Event kept = keptEvent();

        assertThat(inbox().reroute(waiting.id())).isFalse();
        assertThat(inbox().reroute(kept.id())).isFalse();
        assertThat(inbox().reroute(fixtures.event().id())).isFalse();
        assertThat(waiting(10)).hasSize(1);
    }

    @Test
    void anEventIsReroutedOnce() {
        Event event = published();
        route(failing("no"));
        inbox().reroute(event.id());

        assertThat(inbox().reroute(event.id())).isFalse();
        assertThat(waiting(10)).hasSize(1);
    }

    @Test
    void theFanOutIsToldThePresentConfigVersion() {
        Endpoint endpoint = storedEndpoint();
        storage().endpoints().update(endpoint.id(), present -> present.withState(EndpointState.PAUSED));
        long present = configVersion();
        published();
        List<Long> told = new ArrayList<>();
        route((events, version) -> {
            told.add(version);
            return TO_NOBODY.fanOut(events, version);
        });

        assertThat(told).allMatch(version -> version == present).isNotEmpty();
    }

    @Test
    void theFanOutMayReadTheStores() {
        Endpoint endpoint = storedEndpoint();
        published();
        RoutingRun run = route((events, version) -> {
            assertThat(configVersion()).isGreaterThanOrEqualTo(version);
            return to(present(endpoint)).fanOut(events, version);
        });

        assertThat(run.routed()).hasSize(1);
    }

    @Test
    void oldestSaysForHowLongTheOldestWaits() {
        published();
        advance(MINUTE.multipliedBy(10));
        published();

        assertAbout(inbox().oldest().orElseThrow(), Duration.ofMinutes(10));
        waiting(1);
        assertAbout(inbox().oldest().orElseThrow(), Duration.ZERO);
        waiting(1);
        assertThat(inbox().oldest()).isEqualTo(Optional.empty());
    }

    @Test
    void noEventIsInTwoFanOuts() {
        List<Event> published = Stream.generate(this::published).limit(200).toList();
        List<Event> taken = Collections.synchronizedList(new ArrayList<>());
        Crowd.run(8, () -> {
            while (inbox().oldest().isPresent()) {
                inbox().route(7, TO_NOBODY).routed().forEach(done -> taken.add(done.event()));
            }
            return taken.size();
        });

        assertThat(taken).containsExactlyInAnyOrderElementsOf(published);
    }
}
