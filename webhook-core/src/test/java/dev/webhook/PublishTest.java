package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.InvalidEventException;
import dev.webhook.event.NewEvent;
import dev.webhook.event.Publication;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.PageRequest;
import dev.webhook.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublishTest {

    private final Rig rig = new Rig(options -> options.maxEventBytes(100));

    @Test
    void whatIsPublishedIsStoredAsItIs() {
        byte[] json = "{ \"b\" : 1.50, \"a\":\"\\u0000 \u00e9\", \"b\":2 }".getBytes(StandardCharsets.UTF_8);

        EventId id = rig.dispatcher.publish(NewEvent.forUser(7, "order.created")
                .json(json)
                .sourceService("shop")
                .header("traceparent", "00-abc-def-01"));

        StoredEvent stored = rig.stored(id);
        assertThat(stored.event().data().bytes()).isEqualTo(json);
        assertThat(stored.event().userId()).hasValue(7);
        assertThat(stored.event().sourceService()).isEqualTo("shop");
        assertThat(stored.event().headers()).isEqualTo(Map.of("traceparent", "00-abc-def-01"));
        assertThat(stored.event().createdAt()).isEqualTo(TestClock.START);
        assertThat(stored.processedAt()).isNull();
    }

    @Test
    void textThatIsNotUnicodeIsRefusedRatherThanChanged() {
        for (String text : List.of("\"\ud83d\"", "\"\ude00 \ud83d\"", "{\"\udc00\":1}")) {
            assertThatExceptionOfType(InvalidEventException.class)
                    .isThrownBy(() -> rig.dispatcher.publish(
                            NewEvent.broadcast("order.created").json(text)))
                    .withMessageContaining("surrogate");
        }
        EventId id = rig.dispatcher.publish(NewEvent.broadcast("order.created").json("\"\ud83d\ude00\""));

        assertThat(rig.stored(id).event().data().text()).isEqualTo("\"\ud83d\ude00\"");
    }

    @Test
    void sourceServiceAndIdempotencyKeyAreUnicodeToo() {
        assertThat(refusal(NewEvent.broadcast("order.created")
                                .json("1")
                                .sourceService("shop\ud83d")
                                .idempotencyKey("\ude00k"))
                        .problems())
                .containsExactly(
                        "sourceService must have no NUL and no half of a surrogate pair",
                        "idempotency key must have no NUL and no half of a surrogate pair");
    }

    @Test
    @SuppressWarnings("NullAway") // a host's serializer may not keep to the annotations
    void aSerializerThatReturnsNothingDropsNoEvent() {
        Rig own = new Rig(options -> options.serializer(object -> null));

        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> own.dispatcher.publish(List.of(
                        NewEvent.broadcast("order.created").json("1"),
                        NewEvent.broadcast("order.created").data(new Object()))))
                .withMessageContaining("event 1");
    }

    @Test
    void anObjectIsSerialized() {
        EventId id = rig.dispatcher.publish(NewEvent.broadcast("order.created").data(Map.of("amount", 5)));

        assertThat(rig.stored(id).event().data().text()).isEqualTo("{\"amount\":5}");
        assertThat(rig.stored(id).event().userId()).isEmpty();
    }

    @Test
    void whatJoinsAnotherTransactionIsToldOfOnceItHasCommitted() {
        List<Publication> stored = new ArrayList<>();

        PublishReceipt receipt = rig.dispatcher.publishBy(List.of(Rig.event(), Rig.event()), publications -> {
            stored.addAll(publications);
            return rig.memory.events().append(publications);
        });

        assertThat(receipt.ids())
                .isEqualTo(stored.stream().map(one -> one.event().id()).toList())
                .hasSize(2);
        assertThat(rig.news.heard()).isEmpty();
        receipt.committed();
        receipt.committed();
        assertThat(rig.news.heard()).containsExactly("published order.created", "published order.created");
    }

    @Test
    void aRepeatWithinAnotherTransactionIsNotToldOf() {
        NewEvent event = Rig.event().idempotencyKey("k");
        EventId first = rig.dispatcher.publish(event);
        rig.news.forget();

        PublishReceipt receipt = rig.dispatcher.publishBy(List.of(event), rig.memory.events()::append);
        receipt.committed();

        assertThat(receipt.ids()).containsExactly(first);
        assertThat(rig.news.heard()).isEmpty();
    }

    @Test
    void whatIsMalformedReachesNoTransaction() {
        assertThatThrownBy(() -> rig.dispatcher.publishBy(
                        List.of(Rig.event(), Rig.event().json("{")), publications -> {
                            throw new AssertionError("it must not be stored");
                        }))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("event 1");
    }

    @Test
    void aClosedDispatcherJoinsNoTransaction() {
        rig.dispatcher.close();

        assertThatThrownBy(() -> rig.dispatcher.publishBy(List.of(Rig.event()), rig.memory.events()::append))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSerializerOfTheHostIsUsed() {
        Rig own = new Rig(options -> options.serializer(object -> "\"own\"".getBytes(StandardCharsets.UTF_8)));

        EventId id = own.dispatcher.publish(NewEvent.broadcast("order.created").data(new Object()));

        assertThat(own.stored(id).event().data().text()).isEqualTo("\"own\"");
    }

    @Test
    void textThatIsGivenAsDataIsSerializedToo() {
        EventId id = rig.dispatcher.publish(NewEvent.broadcast("order.created").data("{}"));

        assertThat(rig.stored(id).event().data().text()).isEqualTo("\"{}\"");
    }

    @Test
    void allMistakesOfAnEventAreNamedTogether() {
        InvalidEventException refusal = refusal(NewEvent.forUser(1, "order created")
                .json("{\"a\":")
                .sourceService("s".repeat(256))
                .idempotencyKey("")
                .header("bad name", "x"));

        assertThat(refusal.problems()).hasSize(5);
        assertThat(refusal).hasMessageContaining("event type 'order created'").hasMessageContaining("sourceService");
    }

    @Test
    void theMistakesOfAListNameTheirEventsAndNothingIsStored() {
        InvalidEventException refusal = catchThrowableOfType(
                InvalidEventException.class,
                () -> rig.dispatcher.publish(List.of(
                        Rig.event(),
                        NewEvent.forUser(1, "").json("{}"),
                        Rig.event(),
                        NewEvent.forUser(1, "order.created"))));

        assertThat(refusal.problems()).hasSize(2);
        assertThat(refusal.problems().get(0)).startsWith("event 1: ");
        assertThat(refusal.problems().get(1)).startsWith("event 3: ").contains("data is missing");
        assertThat(all()).isEmpty();
        assertThat(rig.news.heard()).isEmpty();
    }

    @Test
    void dataMayHaveTheGreatestSizeAndNotAByteMore() {
        String greatest = "\"" + "x".repeat(98) + "\"";
        rig.dispatcher.publish(NewEvent.broadcast("order.created").json(greatest));

        assertThat(refusal(NewEvent.broadcast("order.created").json(" " + greatest))
                        .getMessage())
                .contains("101")
                .contains("100");
        assertThat(all()).hasSize(1);
    }

    @Test
    void aRefusalNeverShowsData() {
        assertThat(refusal(NewEvent.forUser(1, "order.created").json("{\"pin\": 4711x}")))
                .hasMessageNotContaining("4711");
        assertThat(refusal(NewEvent.forUser(1, "order.created").data(new Unserializable())))
                .hasMessageContaining(Unserializable.class.getName())
                .hasMessageNotContaining("4711")
                .hasNoCause();
        assertThat(refusal(NewEvent.forUser(1, "order.created").json("{}").header("traceparent", "4711\n")))
                .hasMessageNotContaining("4711");
    }

    @Test
    void anEmptyListPublishesNothing() {
        assertThat(rig.dispatcher.publish(List.of())).isEmpty();
    }

    @Test
    void idsComeInTheOrderOfTheEvents() {
        List<EventId> ids = rig.dispatcher.publish(List.of(
                NewEvent.broadcast("a.one").json("1"),
                NewEvent.broadcast("a.two").json("2")));

        assertThat(ids).extracting(id -> rig.stored(id).event().type().name()).containsExactly("a.one", "a.two");
        assertThat(rig.news.heard()).containsExactly("published a.one", "published a.two");
    }

    @Test
    void aPublishWhoseReplyWasLostStoresOneEvent() {
        rig.storage.loseReplies("EventStore.append", 1);

        EventId id = rig.publish();

        assertThat(all()).extracting(stored -> stored.event().id()).containsExactly(id);
        assertThat(rig.news.heard()).containsExactly("published order.created");
    }

    @Test
    void aPublishThatTheStoreNeverTookSaysSo() {
        rig.storage.down("EventStore.append");

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(rig::publish);

        assertThat(all()).isEmpty();
        assertThat(rig.news.heard()).isEmpty();
    }

    @Test
    void aClosedDispatcherPublishesNothing() {
        rig.dispatcher.close();

        assertThatThrownBy(rig::publish).isInstanceOf(IllegalStateException.class);
    }

    private InvalidEventException refusal(NewEvent event) {
        InvalidEventException refusal =
                catchThrowableOfType(InvalidEventException.class, () -> rig.dispatcher.publish(event));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private List<StoredEvent> all() {
        return rig.dispatcher
                .events()
                .list(EventQuery.all(), PageRequest.first(100))
                .items();
    }

    static final class Unserializable {

        public String getPin() {
            throw new IllegalStateException("pin 4711");
        }
    }
}
