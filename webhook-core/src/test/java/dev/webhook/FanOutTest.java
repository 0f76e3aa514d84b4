package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.event.NewEvent;
import dev.webhook.event.Publication;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FanOutTest {

    private static final int MOST_DELIVERIES = 5_000;

    private final Rig rig = new Rig();

    @Test
    void anEventOfAUserReachesThatUsersEndpointsOnly() {
        rig.endpoint("mine.example.com");
        rig.dispatcher
                .endpoints()
                .register(7, EndpointSpec.url("https://theirs.example.com/hook").subscribe("*"));

        rig.publishAndRun();

        assertThat(rig.replies.sent()).extracting(Replies.Sent::host).containsExactly("mine.example.com");
    }

    @Test
    void aBroadcastReachesAll() {
        rig.endpoint("mine.example.com");
        rig.dispatcher
                .endpoints()
                .register(7, EndpointSpec.url("https://theirs.example.com/hook").subscribe("*"));

        rig.dispatcher.publish(NewEvent.broadcast("order.created").json("{}"));
        rig.run();

        assertThat(rig.replies.sent())
                .extracting(Replies.Sent::host)
                .containsExactlyInAnyOrder("mine.example.com", "theirs.example.com");
    }

    @Test
    void anEventThatNobodyWantsIsProcessed() {
        rig.endpoint("a.example.com");

        EventId event = rig.dispatcher.publish(
                NewEvent.forUser(Rig.USER, "user.deleted").json("{}"));
        rig.run();

        StoredEvent stored = rig.stored(event);
        assertThat(stored.processedAt()).isEqualTo(TestClock.START);
        assertThat(stored.webhookCount()).isZero();
        assertThat(stored.routingError()).isNull();
        assertThat(rig.news.heard("routed")).containsExactly("routed 0");
    }

    @Test
    void severalMatchingSubscriptionsOfAnEndpointMakeOneDelivery() {
        rig.register(EndpointSpec.url("https://a.example.com/hook")
                .subscribe("*")
                .subscribe("order.*")
                .subscribe("order.created"));

        EventId event = rig.publishAndRun();

        assertThat(rig.deliveries(event)).hasSize(1);
        assertThat(rig.stored(event).webhookCount()).isEqualTo(1);
    }

    @Test
    void anEventThatCannotBeMatchedIsStampedAndBlocksNobody() {
        rig.register(EndpointSpec.url("https://a.example.com/hook").subscribe("order.*", "{\"amount\":100}"));
        EventId malformed = publishMalformed();
        EventId sound = rig.publish();

        rig.run();

        assertThat(rig.stored(malformed).routingError()).startsWith("it can't be matched");
        assertThat(rig.stored(malformed).processedAt()).isNotNull();
        assertThat(rig.deliveries(malformed)).isEmpty();
        assertThat(rig.delivery(sound).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.news.heard("routingFailed")).containsExactly("routingFailed order.created");
    }

    @Test
    void anEventWhoseFanOutFailedCanBeReroutedOnce() {
        rig.endpoint("a.example.com");
        EventId event = failToStore();
        assertThat(rig.deliveries(event)).isEmpty();

        assertThat(rig.dispatcher.events().reroute(event)).isTrue();
        rig.run();

        assertThat(rig.stored(event).routingError()).isNull();
        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.dispatcher.events().reroute(event)).isFalse();
        assertThat(rig.dispatcher.events().reroute(EventId.at(TestClock.START))).isFalse();
    }

    @Test
    void aBatchThatCannotBeStoredIsTakenOneByOne() {
        rig.endpoint("a.example.com");
        rig.storage.before("EventInbox.route", arguments -> {
            if ((Integer) arguments[0] > 1) {
                throw new IllegalStateException("one of them is bad");
            }
        });
        rig.publish(3);

        rig.run();

        assertThat(rig.replies.sent()).hasSize(3);
    }

    @Test
    void anEventWhoseDeliveriesCannotBeStoredIsStampedAndBlocksNobody() {
        rig.endpoint("a.example.com");
        EventId bad = failToStore();
        EventId good = rig.publishAndRun();

        assertThat(rig.stored(bad).routingError()).startsWith("its deliveries can't be stored");
        assertThat(rig.delivery(good).status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void aSubscriptionThatWasCommittedBeforeThePublishIsNeverMissed() {
        rig.publishAndRun();
        Rig neighbour = rig.neighbour();
        Endpoint endpoint = neighbour.endpoint("a.example.com");
        rig.publishAndRun();
        assertThat(rig.replies.sent()).hasSize(1);

        neighbour.dispatcher.endpoints().unsubscribe(endpoint.id(), "order.*");
        rig.publishAndRun();
        assertThat(rig.replies.sent()).hasSize(1);

        neighbour.dispatcher.endpoints().subscribe(endpoint.id(), "order.created", null);
        rig.publishAndRun();
        assertThat(rig.replies.sent()).hasSize(2);
    }

    @Test
    void aHugeFanOutGoesOnInChunks() {
        register(MOST_DELIVERIES + 1);
        EventId event = broadcast();

        rig.dispatcher.runOnce();
        assertThat(rig.stored(event).webhookCount()).isEqualTo(MOST_DELIVERIES);
        assertThat(rig.stored(event).processedAt()).isNull();

        rig.dispatcher.runOnce();
        assertThat(rig.stored(event).webhookCount()).isEqualTo(MOST_DELIVERIES + 1);
        assertThat(rig.stored(event).processedAt()).isNotNull();
        assertThat(endpointsOf(event)).hasSize(MOST_DELIVERIES + 1).doesNotHaveDuplicates();
    }

    @Test
    void anEventAfterOneThatFillsTheBatchIsFannedOutInTheNext() {
        register(MOST_DELIVERIES / 10);
        List<EventId> events = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            events.add(broadcast());
        }

        rig.dispatcher.runOnce();
        rig.dispatcher.runOnce();

        assertThat(events)
                .allSatisfy(
                        event -> assertThat(rig.stored(event).webhookCount()).isEqualTo(MOST_DELIVERIES / 10));
    }

    @Test
    void aFanOutThatTheStoreRefusedIsMadeOnce() {
        rig.endpoint("a.example.com");
        rig.storage.unreachable("EventInbox.route", 1);
        EventId event = rig.publish();

        assertThatThrownBy(() -> rig.dispatcher.runOnce()).isInstanceOf(StoreUnavailableException.class);
        rig.run();

        assertThat(rig.deliveries(event)).hasSize(1);
        assertThat(rig.replies.sent()).hasSize(1);
    }

    @Test
    void deliveriesOfAFanOutWhoseReplyWasLostAreFoundByTheReconciler() {
        rig.endpoint("a.example.com");
        rig.storage.loseReplies("EventInbox.route", 1);
        EventId event = rig.publish();
        assertThatThrownBy(() -> rig.dispatcher.runOnce()).isInstanceOf(StoreUnavailableException.class);
        rig.run();
        assertThat(rig.replies.sent()).isEmpty();

        rig.later(Duration.ofSeconds(15));

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
    }

    @Test
    void aFanOutThatTheQueueDidNotTakeIsToldAndFoundByTheReconciler() {
        rig.endpoint("a.example.com");
        rig.storage.unreachable("DeliveryQueue.schedule", 1);
        EventId event = rig.publish();

        assertThatThrownBy(() -> rig.dispatcher.runOnce()).isInstanceOf(StoreUnavailableException.class);
        assertThat(rig.news.heard("routed")).containsExactly("routed 1");
        rig.later(Duration.ofSeconds(15));

        assertThat(rig.delivery(event).status()).isEqualTo(DeliveryStatus.SUCCESS);
        assertThat(rig.news.heard("routed")).containsExactly("routed 1");
    }

    private void register(int endpoints) {
        for (int i = 0; i < endpoints; i++) {
            rig.endpoint("a.example.com");
        }
    }

    /** Publishes an event that the store refuses to fan out in a batch and by itself. */
    private EventId failToStore() {
        int[] failures = {2};
        rig.storage.before("EventInbox.route", arguments -> {
            if (failures[0]-- > 0) {
                throw new IllegalStateException("bad");
            }
        });
        return rig.publishAndRun();
    }

    private EventId broadcast() {
        return rig.dispatcher.publish(NewEvent.broadcast("order.created").json("{}"));
    }

    private List<EndpointId> endpointsOf(EventId event) {
        List<EndpointId> endpoints = new ArrayList<>();
        DeliveryQuery query = DeliveryQuery.all().of(event);
        Optional<PageRequest> next = Optional.of(PageRequest.first(1_000));
        while (next.isPresent()) {
            Page<Delivery> page = rig.dispatcher.deliveries().list(query, next.get());
            page.items().forEach(delivery -> endpoints.add(delivery.endpointId()));
            next = page.nextRequest(1_000);
        }
        return endpoints;
    }

    /** Stores an event whose data no publish would have let in. */
    private EventId publishMalformed() {
        Event event = new Event(
                EventId.at(TestClock.START),
                new EventType("order.created"),
                EventData.of("{\"amount\":"),
                OptionalLong.of(Rig.USER),
                null,
                Map.of());
        return rig.memory.events().append(List.of(new Publication(event, null))).get(0);
    }
}
