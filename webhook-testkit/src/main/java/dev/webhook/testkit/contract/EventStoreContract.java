package dev.webhook.testkit.contract;

import static dev.webhook.testkit.contract.Fixtures.idempotencyKey;
import static dev.webhook.testkit.contract.Fixtures.publication;
import static dev.webhook.testkit.contract.Fixtures.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.delivery.FannedOut;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.EventStore;
import dev.webhook.event.EventType;
import dev.webhook.event.IdempotencyConflictException;
import dev.webhook.event.IdempotencyKey;
import dev.webhook.event.Publication;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link EventStore} must do. */
public abstract class EventStoreContract extends StoreContract {

    private EventStore store() {
        return storage().events();
    }

    private EventId appended(Publication publication) {
        return store().append(List.of(publication)).get(0);
    }

    private Event sameAs(Event event) {
        return fixtures.event(event.userId(), event.type(), event.data().text());
    }

    private List<EventId> listed(EventQuery query) {
        return all(page -> store().list(query, page), 2).stream()
                .map(stored -> stored.event().id())
                .toList();
    }

    @Test
    void anEventIsFoundAsItWasPublished() {
        Event plain = fixtures.event();
        Event event = new Event(
                plain.id(),
                plain.type(),
                plain.data(),
                plain.userId(),
                "billing \u00e9",
                Map.of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        assertThat(appended(publication(event))).isEqualTo(event.id());

        assertThat(stored(event)).isEqualTo(StoredEvent.published(event));
    }

    @Test
    void aBroadcastIsFoundAsItWasPublished() {
        Event event = fixtures.event(OptionalLong.empty(), type(), "[]");
        appended(publication(event));

        assertThat(stored(event).event()).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"b\" : 1.50,\n\t\"a\":1e2, \"a\":\"twice\" }",
                "{\"nul\":\"\\u0000\",\"lone\":\"\\ud800\",\"escaped\":\"\\/\\u00e9\"}",
                "{\"text\":\"\u00fc\u4e2d\uD83D\uDE00\"}",
                "-0",
                "null",
                "  [ ]\r\n",
                "123456789012345678901234567890.000000000000000000000001e-400"
            })
    void dataIsKeptByteForByte(String json) {
        Event event = fixtures.event(OptionalLong.of(fixtures.user()), type(), json);
        appended(publication(event));

        assertThat(stored(event).event().data()).isEqualTo(EventData.of(json));
    }

    @Test
    void anUnknownEventIsNotFound() {
        assertThat(store().find(fixtures.event().id())).isEmpty();
    }

    @Test
    void thereIsAnIdForEachPublicationInTheirOrder() {
        List<Event> events = Stream.generate(fixtures::event).limit(100).toList();

        List<EventId> ids =
                store().append(events.stream().map(Fixtures::publication).toList());

        assertThat(ids).isEqualTo(events.stream().map(Event::id).toList());
        assertThat(events).allSatisfy(event -> assertThat(stored(event).event()).isEqualTo(event));
    }

    @Test
    void noPublicationsAreNoIds() {
        assertThat(store().append(List.of())).isEmpty();
    }

    @Test
    void whatIsAppendedWaitsInTheInbox() {
        assertThat(storage().inbox().oldest()).isEmpty();
        appended(publication(fixtures.event()));

        assertThat(storage().inbox().oldest()).isPresent();
    }

    @Test
    void aKeyThatWasUsedYieldsTheFirstEventAndStoresNothing() {
        Event first = fixtures.event();
        Event second = sameAs(first);
        IdempotencyKey key = idempotencyKey();
        appended(publication(first, key));

        assertThat(appended(publication(second, key))).isEqualTo(first.id());

        assertThat(store().find(second.id())).isEmpty();
    }

    @Test
    void aKeyThatWasUsedEarlierInTheListYieldsThatEvent() {
        Event first = fixtures.event();
        Event second = sameAs(first);
        Event other = fixtures.event();
        IdempotencyKey key = idempotencyKey();

        List<EventId> ids =
                store().append(List.of(publication(first, key), publication(other), publication(second, key)));

        assertThat(ids).containsExactly(first.id(), other.id(), first.id());
        assertThat(store().find(second.id())).isEmpty();
    }

    @Test
    void anEventThatIsStoredAlreadyIsLeftAsItIs() {
        Event event = fixtures.event();
        appended(publication(event));
        storage().inbox().route(10, (events, version) -> List.of(new FannedOut(event, List.of(), null, null)));
        StoredEvent routed = stored(event);
        IdempotencyKey key = idempotencyKey();

        assertThat(appended(publication(event))).isEqualTo(event.id());
        assertThat(appended(publication(event, key))).isEqualTo(event.id());

        assertThat(stored(event)).isEqualTo(routed);
        assertThat(storage().inbox().oldest()).isEmpty();
    }

    @Test
    void publishingAnewDoublesOnlyWhatHasNoKey() {
        Event keyed = fixtures.event();
        Event keyless = fixtures.event();
        IdempotencyKey key = idempotencyKey();
        store().append(List.of(publication(keyed, key), publication(keyless)));
        Event again = sameAs(keyless);

        List<EventId> ids = store().append(List.of(publication(sameAs(keyed), key), publication(again)));

        assertThat(ids).containsExactly(keyed.id(), again.id());
    }

    @Test
    void keysOfDifferentUsersDoNotMeet() {
        IdempotencyKey key = idempotencyKey();
        Event first = fixtures.event();
        Event second = fixtures.event();

        assertThat(store().append(List.of(publication(first, key), publication(second, key))))
                .containsExactly(first.id(), second.id());
    }

    @Test
    void keysOfUsersAndOfBroadcastsDoNotMeet() {
        IdempotencyKey key = idempotencyKey();
        Event ofUser = fixtures.event();
        Event broadcast = fixtures.event(OptionalLong.empty(), ofUser.type(), "{}");
        Event sameBroadcast = sameAs(broadcast);

        assertThat(store().append(List.of(
                        publication(ofUser, key), publication(broadcast, key), publication(sameBroadcast, key))))
                .containsExactly(ofUser.id(), broadcast.id(), broadcast.id());
    }

    @Test
    void aKeyIsRememberedForADay() {
        Event first = fixtures.event();
        IdempotencyKey key = idempotencyKey();
        appended(publication(first, key));

        advance(Duration.ofHours(23));

        assertThat(appended(publication(sameAs(first), key))).isEqualTo(first.id());
    }

    @Test
    void aRepeatDoesNotMakeAKeyLastLonger() {
        Event first = fixtures.event();
        IdempotencyKey key = idempotencyKey();
        appended(publication(first, key));
        advance(Duration.ofHours(20));
        appended(publication(sameAs(first), key));
        advance(Duration.ofHours(5));
        Event later = sameAs(first);

        assertThat(appended(publication(later, key))).isEqualTo(later.id());
    }

    @Test
    void afterADayAKeyMayStandForOtherContent() {
        Event first = fixtures.event();
        IdempotencyKey key = idempotencyKey();
        appended(publication(first, key));
        advance(Duration.ofHours(25));
        Event other = fixtures.event(first.userId(), type(), "{}");

        assertThat(appended(publication(other, key))).isEqualTo(other.id());
        assertThat(appended(publication(sameAs(other), key))).isEqualTo(other.id());
    }

    @Test
    void aKeyThatStandsForOtherDataIsAnError() {
        Event first = fixtures.event();
        IdempotencyKey key = idempotencyKey();
        appended(publication(first, key));
        Event other = fixtures.event(first.userId(), first.type(), "{\"other\": 1}");

        assertThatThrownBy(() -> appended(publication(other, key)))
                .isInstanceOf(IdempotencyConflictException.class)
                .hasMessageContaining(first.id().toString());
        assertThat(store().find(other.id())).isEmpty();
    }

    @Test
    void aKeyThatStandsForAnotherTypeIsAnError() {
        Event first = fixtures.event();
        IdempotencyKey key = idempotencyKey();
        appended(publication(first, key));
        Event other = fixtures.event(first.userId(), type(), first.data().text());

        assertThatThrownBy(() -> appended(publication(other, key))).isInstanceOf(IdempotencyConflictException.class);
    }

    @Test
    void aConflictStoresNothingOfTheListAndUsesNoKeyOfIt() {
        Event first = fixtures.event();
        IdempotencyKey used = idempotencyKey();
        appended(publication(first, used));
        Event innocent = fixtures.event();
        IdempotencyKey fresh = idempotencyKey();
        Event guilty = fixtures.event(first.userId(), type(), "{}");

        assertThatThrownBy(() -> store().append(List.of(publication(innocent, fresh), publication(guilty, used))))
                .isInstanceOf(IdempotencyConflictException.class);

        assertThat(store().find(innocent.id())).isEmpty();
        Event other = fixtures.event(innocent.userId(), type(), "{}");
        assertThat(appended(publication(other, fresh))).isEqualTo(other.id());
    }

    @Test
    void aConflictWithinAListStoresNothing() {
        Event first = fixtures.event();
        Event second = fixtures.event(first.userId(), first.type(), "{\"other\": 1}");
        IdempotencyKey key = idempotencyKey();

        assertThatThrownBy(() -> store().append(List.of(publication(first, key), publication(second, key))))
                .isInstanceOf(IdempotencyConflictException.class);

        assertThat(store().find(first.id())).isEmpty();
    }

    @Test
    void ofManyPublishersOfOneKeyOneStoresItsEvent() {
        Event first = fixtures.event();
        IdempotencyKey key = idempotencyKey();

        List<EventId> ids = Crowd.run(8, () -> appended(publication(sameAs(first), key)));

        assertThat(new HashSet<>(ids)).hasSize(1);
        assertThat(listed(EventQuery.all().ofType(first.type()))).containsExactly(ids.get(0));
    }

    @Test
    void listsWithTheSameKeysInAnyOrderDoNotBlockEachOther() {
        long user = fixtures.user();
        EventType type = type();
        List<IdempotencyKey> keys =
                Stream.generate(Fixtures::idempotencyKey).limit(20).toList();
        Crowd.run(8, () -> {
            List<IdempotencyKey> shuffled = new ArrayList<>(keys);
            Collections.shuffle(shuffled);
            return store().append(shuffled.stream()
                    .map(key -> publication(fixtures.event(OptionalLong.of(user), type, "{}"), key))
                    .toList());
        });

        assertThat(listed(EventQuery.all().ofType(type))).hasSize(20);
    }

    @Test
    void aKeptEventIsRoutedAlready() {
        Event event = keptEvent();

        StoredEvent stored = stored(event);
        assertThat(stored.event()).isEqualTo(event);
        assertThat(stored.processedAt()).isCloseTo(now(), about());
        assertThat(stored.webhookCount()).isZero();
        assertThat(storage().inbox().oldest()).isEmpty();
    }

    @Test
    void keepingAnEventThatExistsLeavesItAsItIs() {
        Event event = fixtures.event();
        appended(publication(event));
        store().keep(event);

        assertThat(stored(event)).isEqualTo(StoredEvent.published(event));
        assertThat(storage().inbox().oldest()).isPresent();
    }

    @Test
    void eventsAreListedNewestFirst() {
        long user = fixtures.user();
        List<EventId> made =
                Stream.generate(() -> kept(fixtures.event(user)).id()).limit(5).toList();

        assertThat(listed(EventQuery.all().ofUser(user)))
                .containsExactly(made.get(4), made.get(3), made.get(2), made.get(1), made.get(0));
    }

    @Test
    void aListingOfAUserHoldsNoBroadcasts() {
        long user = fixtures.user();
        EventType type = type();
        Event mine = kept(fixtures.event(OptionalLong.of(user), type, "1"));
        Event broadcast = kept(fixtures.event(OptionalLong.empty(), type, "2"));

        assertThat(listed(EventQuery.all().ofUser(user))).containsExactly(mine.id());
        assertThat(listed(EventQuery.all().ofType(type))).containsExactly(broadcast.id(), mine.id());
    }

    @Test
    void aListingByStateOfTheFanOutHoldsNoOthers() {
        long user = fixtures.user();
        Event routed = kept(fixtures.event(user));
        Event waiting = fixtures.event(user);
        appended(publication(waiting));
        EventQuery mine = EventQuery.all().ofUser(user);

        assertThat(listed(mine.in(EventQuery.Routing.ROUTED))).containsExactly(routed.id());
        assertThat(listed(mine.in(EventQuery.Routing.WAITING))).containsExactly(waiting.id());
        assertThat(listed(mine.in(EventQuery.Routing.FAILED))).isEmpty();
    }

    @Test
    void aListingOfASpanOfTimeHoldsItsBeginningAndNotItsEnd() {
        long user = fixtures.user();
        Event first = kept(fixtures.event(user));
        advance(MINUTE);
        Event second = kept(fixtures.event(user));
        EventQuery mine = EventQuery.all().ofUser(user);

        assertThat(listed(mine.created(new TimeRange(first.createdAt(), second.createdAt()))))
                .containsExactly(first.id());
    }
}
