package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.IdempotencyConflictException;
import dev.webhook.event.NewEvent;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdempotencyTest {

    private final Rig rig = new Rig();

    @Test
    void aRepeatReturnsTheFirstEventAndStoresAndTellsNothing() {
        EventId first = rig.dispatcher.publish(keyed());
        rig.clock.advance(Duration.ofHours(23));

        assertThat(rig.dispatcher.publish(keyed())).isEqualTo(first);
        assertThat(count()).isEqualTo(1);
        assertThat(rig.news.heard("published")).hasSize(1);
    }

    @Test
    void sourceServiceAndHeadersMakeNoOtherEvent() {
        EventId first = rig.dispatcher.publish(keyed().sourceService("shop").header("traceparent", "1"));

        assertThat(rig.dispatcher.publish(keyed().sourceService("till").header("traceparent", "2")))
                .isEqualTo(first);
        assertThat(rig.stored(first).event().sourceService()).isEqualTo("shop");
        assertThat(rig.stored(first).event().headers()).isEqualTo(Map.of("traceparent", "1"));
    }

    static List<NewEvent> otherContent() {
        return List.of(
                NewEvent.forUser(1, "order.created").json("{\"a\":2}").idempotencyKey("k"),
                NewEvent.forUser(1, "order.created").json("{\"a\": 1}").idempotencyKey("k"),
                NewEvent.forUser(1, "order.paid").json("{\"a\":1}").idempotencyKey("k"));
    }

    @ParameterizedTest
    @MethodSource("otherContent")
    void theSameKeyWithOtherContentIsAConflict(NewEvent other) {
        EventId first = rig.dispatcher.publish(keyed());

        assertThatThrownBy(() -> rig.dispatcher.publish(List.of(Rig.event(), other)))
                .isInstanceOf(IdempotencyConflictException.class)
                .hasMessageContaining(first.toString())
                .hasMessageNotContaining("\"a\"");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aRepeatWithinAListIsOneEvent() {
        List<EventId> ids = rig.dispatcher.publish(List.of(keyed(), Rig.event(), keyed()));

        assertThat(ids.get(0)).isEqualTo(ids.get(2)).isNotEqualTo(ids.get(1));
        assertThat(count()).isEqualTo(2);
        assertThat(rig.news.heard("published")).hasSize(2);
    }

    @Test
    void aConflictWithinAListStoresNothing() {
        assertThatThrownBy(() ->
                        rig.dispatcher.publish(List.of(keyed(), otherContent().get(0))))
                .isInstanceOf(IdempotencyConflictException.class);

        assertThat(count()).isZero();
        rig.dispatcher.publish(otherContent().get(0));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        EventId first = rig.dispatcher.publish(keyed());
        rig.clock.advance(Duration.ofHours(24).plusMillis(1));

        assertThat(rig.dispatcher.publish(keyed())).isNotEqualTo(first);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aRepeatDoesNotProlongTheKey() {
        EventId first = rig.dispatcher.publish(keyed());
        rig.clock.advance(Duration.ofHours(20));
        rig.dispatcher.publish(keyed());
        rig.clock.advance(Duration.ofHours(5));

        assertThat(rig.dispatcher.publish(keyed())).isNotEqualTo(first);
    }

    @Test
    void keysOfDifferentUsersAndOfBroadcastsDoNotMeet() {
        EventId one = rig.dispatcher.publish(keyed());
        EventId two = rig.dispatcher.publish(
                NewEvent.forUser(2, "order.created").json("{\"a\":9}").idempotencyKey("k"));
        EventId all = rig.dispatcher.publish(
                NewEvent.broadcast("order.created").json("{\"a\":9}").idempotencyKey("k"));

        assertThat(List.of(one, two, all)).doesNotHaveDuplicates();
    }

    @Test
    void aKeyedPublishWhoseReplyWasLostIsStoredAndToldOnce() {
        rig.storage.loseReplies("EventStore.append", 1);

        rig.dispatcher.publish(keyed());

        assertThat(count()).isEqualTo(1);
        assertThat(rig.news.heard("published")).hasSize(1);
    }

    private static NewEvent keyed() {
        return NewEvent.forUser(1, "order.created").json("{\"a\":1}").idempotencyKey("k");
    }

    private int count() {
        return rig.dispatcher
                .events()
                .list(EventQuery.all(), PageRequest.first(100))
                .items()
                .size();
    }
}
