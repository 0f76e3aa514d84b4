package dev.webhook;

import static dev.webhook.Replies.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptQuery;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.FailureReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.EventType;
import dev.webhook.event.NewEvent;
import dev.webhook.event.StoredEvent;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.store.Cursor;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import dev.webhook.store.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListsTest {

    private static final PageRequest ALL = PageRequest.first(100);

    private final Rig rig = new Rig();

    @Test
    void eventsComeNewestFirstAndPagesStayWholeWhileRowsAreAdded() {
        List<EventId> published = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            published.add(0, rig.publish());
        }

        List<StoredEvent> listed = pages(page -> rig.dispatcher.events().list(EventQuery.all(), page), rig::publish);

        assertThat(listed).extracting(stored -> stored.event().id()).isEqualTo(published);
    }

    @Test
    void endpointsComeNewestFirstAndPagesStayWholeWhileRowsAreAdded() {
        List<Endpoint> registered = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            registered.add(0, rig.endpoint("a.example.com"));
        }

        assertThat(pages(
                        page -> rig.dispatcher.endpoints().list(EndpointQuery.all(), page),
                        () -> rig.endpoint("a.example.com")))
                .isEqualTo(registered);
    }

    @Test
    void deliveriesComeNewestFirstAndPagesStayWholeWhileRowsAreAdded() {
        rig.endpoint("a.example.com");
        List<EventId> published = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            published.add(0, rig.publishAndRun());
        }

        assertThat(pages(page -> rig.dispatcher.deliveries().list(DeliveryQuery.all(), page), rig::publishAndRun))
                .extracting(Delivery::eventId)
                .isEqualTo(published);
    }

    @Test
    void attemptsComeLastFirstAndPagesStayWholeWhileRowsAreAdded() {
        rig.endpoint("a.example.com", RetryPolicy.fixed(Duration.ofMinutes(1), 3));
        rig.replies.reply(status(500));
        rig.publishAndRun();
        rig.publishAndRun();
        rig.later(Duration.ofMinutes(2));

        List<Attempt> listed =
                pages(page -> rig.dispatcher.deliveries().listAttempts(AttemptQuery.all(), page), rig::publishAndRun);

        assertThat(listed).extracting(Attempt::number).containsExactly(2, 1, 2, 1);
        assertThat(listed.get(0).deliveryId()).isGreaterThan(listed.get(2).deliveryId());
    }

    @Test
    void deadLettersComeNewestFirstAndPagesStayWholeWhileRowsAreAdded() {
        rig.endpoint("a.example.com");
        rig.replies.reply(status(404));
        List<EventId> published = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            published.add(0, rig.publishAndRun());
        }

        assertThat(pages(page -> rig.dispatcher.deadLetters().list(DeadLetterQuery.all(), page), rig::publishAndRun))
                .extracting(DeadLetter::eventId)
                .isEqualTo(published);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1",
                "1:",
                ":1",
                "x:1",
                "9c5b94b1-35ad-49bb-b118-8e8fc24abf80",
                "019ab54f-7a00-7000-8000-000000000000:x",
                "019ab54f-7a00-7000-8000-000000000000:99999999999"
            })
    void aCursorThatNoListingMadeIsRefused(String token) {
        PageRequest page = new PageRequest(2, new Cursor(token));

        Stream.<ThrowingCallable>of(
                        () -> rig.dispatcher.events().list(EventQuery.all(), page),
                        () -> rig.dispatcher.endpoints().list(EndpointQuery.all(), page),
                        () -> rig.dispatcher.deliveries().list(DeliveryQuery.all(), page),
                        () -> rig.dispatcher.deliveries().listAttempts(AttemptQuery.all(), page),
                        () -> rig.dispatcher.deadLetters().list(DeadLetterQuery.all(), page))
                .forEach(list -> assertThatThrownBy(list)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("cursor was not made by this listing"));
    }

    @Test
    void eventsAreSelectedByTypeUserRoutingAndTime() {
        EventId mine = rig.publish();
        rig.run();
        rig.clock.advance(Duration.ofHours(1));
        EventId broadcast =
                rig.dispatcher.publish(NewEvent.broadcast("order.paid").json("{}"));

        assertThat(events(EventQuery.all().ofType(new EventType("order.paid")))).containsExactly(broadcast);
        assertThat(events(EventQuery.all().ofUser(Rig.USER))).containsExactly(mine);
        assertThat(events(EventQuery.all().in(EventQuery.Routing.WAITING))).containsExactly(broadcast);
        assertThat(events(EventQuery.all().in(EventQuery.Routing.ROUTED))).containsExactly(mine);
        assertThat(events(EventQuery.all().in(EventQuery.Routing.FAILED))).isEmpty();
        assertThat(events(EventQuery.all().created(new TimeRange(TestClock.START, TestClock.START.plusSeconds(1)))))
                .containsExactly(mine);
        assertThat(events(EventQuery.all())).containsExactly(broadcast, mine);
    }

    @Test
    void endpointsAreSelectedByUserAndStatusAndDeletedOnesAreNeverListed() {
        Endpoint active = rig.endpoint("a.example.com");
        Endpoint paused = rig.endpoint("b.example.com");
        rig.dispatcher.endpoints().pause(paused.id());
        rig.dispatcher.endpoints().delete(rig.endpoint("c.example.com").id());
        Endpoint other = rig.dispatcher.endpoints().register(7, EndpointSpec.url("https://d.example.com/"));

        assertThat(endpoints(EndpointQuery.all().ofUser(7))).containsExactly(other.id());
        assertThat(endpoints(EndpointQuery.all().in(EndpointStatus.PAUSED))).containsExactly(paused.id());
        assertThat(endpoints(EndpointQuery.all().in(EndpointStatus.DISABLED))).isEmpty();
        assertThat(endpoints(EndpointQuery.all())).containsExactly(other.id(), paused.id(), active.id());
    }

    @Test
    void deliveriesAndAttemptsAreSelectedByEndpointEventTypeStatusAndTime() {
        Endpoint a = rig.endpoint("a.example.com");
        Endpoint b = rig.endpoint("b.example.com");
        rig.replies.replyAt("b.example.com", status(404));
        EventId event = rig.publishAndRun();
        TimeRange later = new TimeRange(TestClock.START.plusSeconds(1), TestClock.START.plusSeconds(9));

        assertThat(endpointsOf(DeliveryQuery.all().to(a.id()))).containsExactly(a.id());
        assertThat(endpointsOf(DeliveryQuery.all().of(event))).hasSize(2);
        assertThat(endpointsOf(DeliveryQuery.all().of(EventId.at(TestClock.START))))
                .isEmpty();
        assertThat(endpointsOf(DeliveryQuery.all().in(DeliveryStatus.FAILED))).containsExactly(b.id());
        assertThat(endpointsOf(DeliveryQuery.all().ofType(new EventType("order.created"))))
                .hasSize(2);
        assertThat(endpointsOf(DeliveryQuery.all().ofType(new EventType("order.paid"))))
                .isEmpty();
        assertThat(endpointsOf(DeliveryQuery.all().created(later))).isEmpty();
        assertThat(attempts(AttemptQuery.all().on(b.id()))).hasSize(1);
        assertThat(attempts(AttemptQuery.all().successful(true))).hasSize(1);
        assertThat(attempts(AttemptQuery.all().successful(false).on(a.id()))).isEmpty();
        assertThat(attempts(AttemptQuery.all().ofType(new EventType("order.paid"))))
                .isEmpty();
        assertThat(attempts(AttemptQuery.all().sent(later))).isEmpty();
    }

    @Test
    void deadLettersAreSelectedByEndpointDeliveryStatusReasonAndTime() {
        Endpoint a = rig.endpoint("a.example.com");
        Endpoint b = rig.endpoint("b.example.com");
        rig.replies.replyAt("a.example.com", status(404));
        rig.replies.replyAt("b.example.com", status(410));
        rig.publishAndRun();
        DeadLetter ofA = rig.deadLetters().stream()
                .filter(letter -> letter.endpointId().equals(a.id()))
                .findFirst()
                .orElseThrow();
        rig.dispatcher.deadLetters().resolve(ofA.id(), "ann", "by hand");

        assertThat(letters(DeadLetterQuery.all().of(b.id()))).hasSize(1);
        assertThat(letters(DeadLetterQuery.all().of(ofA.deliveryId()))).hasSize(1);
        assertThat(letters(DeadLetterQuery.all().in(DeadLetterStatus.PENDING)))
                .extracting(DeadLetter::endpointId)
                .containsExactly(b.id());
        assertThat(letters(DeadLetterQuery.all().because(FailureReason.GONE)))
                .extracting(DeadLetter::endpointId)
                .containsExactly(b.id());
        assertThat(letters(DeadLetterQuery.all()
                        .created(new TimeRange(TestClock.START.plusSeconds(1), TestClock.START.plusSeconds(2)))))
                .isEmpty();
    }

    /** Reads all pages of two, and adds a row between any two. */
    private static <T> List<T> pages(Function<PageRequest, Page<T>> list, Runnable addRow) {
        List<T> items = new ArrayList<>();
        Optional<PageRequest> next = Optional.of(PageRequest.first(2));
        while (next.isPresent()) {
            Page<T> page = list.apply(next.get());
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            items.addAll(page.items());
            addRow.run();
            next = page.nextRequest(2);
        }
        return items;
    }

    private List<EventId> events(EventQuery query) {
        return rig.dispatcher.events().list(query, ALL).items().stream()
                .map(stored -> stored.event().id())
                .toList();
    }

    private List<EndpointId> endpoints(EndpointQuery query) {
        return rig.dispatcher.endpoints().list(query, ALL).items().stream()
                .map(Endpoint::id)
                .toList();
    }

    private List<EndpointId> endpointsOf(DeliveryQuery query) {
        return rig.dispatcher.deliveries().list(query, ALL).items().stream()
                .map(Delivery::endpointId)
                .toList();
    }

    private List<Attempt> attempts(AttemptQuery query) {
        return rig.dispatcher.deliveries().listAttempts(query, ALL).items();
    }

    private List<DeadLetter> letters(DeadLetterQuery query) {
        return rig.dispatcher.deadLetters().list(query, ALL).items();
    }
}
