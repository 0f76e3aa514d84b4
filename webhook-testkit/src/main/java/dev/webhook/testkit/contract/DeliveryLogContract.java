package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptQuery;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryLog;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.Event;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import dev.webhook.store.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link DeliveryLog} must do. */
public abstract class DeliveryLogContract extends StoreContract {

    private DeliveryLog log() {
        return storage().deliveryLog();
    }

    private List<DeliveryId> listed(DeliveryQuery query) {
        return all(page -> log().list(query, page), 2).stream()
                .map(Delivery::id)
                .toList();
    }

    private List<String> listed(AttemptQuery query) {
        return all(page -> log().listAttempts(query, page), 2).stream()
                .map(DeliveryLogContract::name)
                .toList();
    }

    private static String name(Attempt attempt) {
        return name(attempt.deliveryId(), attempt.number());
    }

    private static String name(DeliveryId delivery, int number) {
        return delivery + "#" + number;
    }

    @Test
    void anUnknownDeliveryIsNotFoundAndHasNoAttempts() {
        DeliveryId unknown = DeliveryId.at(now());

        assertThat(log().find(unknown)).isEmpty();
        assertThat(log().attempts(unknown)).isEmpty();
    }

    @Test
    void aDeliverysAttemptsStandTheFirstFirst() {
        Delivery delivery = created(storedEndpoint());
        record(retry(delivery, Duration.ZERO));
        record(retry(present(delivery.id()), Duration.ZERO));
        record(success(present(delivery.id())));

        assertThat(log().attempts(delivery.id()).stream().map(Attempt::number)).containsExactly(1, 2, 3);
        assertThat(present(delivery.id()).lastAttempt())
                .isEqualTo(log().attempts(delivery.id()).get(2));
    }

    @Test
    void deliveriesAreListedNewestFirst() {
        Endpoint endpoint = storedEndpoint();
        List<DeliveryId> made =
                Stream.generate(() -> created(endpoint).id()).limit(5).toList();

        assertThat(listed(DeliveryQuery.all().to(endpoint.id())))
                .containsExactly(made.get(4), made.get(3), made.get(2), made.get(1), made.get(0));
    }

    @Test
    void aListingHoldsOnlyTheDeliveriesItsQuerySelects() {
        Endpoint endpoint = storedEndpoint();
        Event first = keptEvent();
        Event second = keptEvent();
        Delivery succeeded = created(endpoint, first);
        record(success(succeeded));
        advance(MINUTE);
        Delivery pending = created(endpoint, second);
        created(storedEndpoint(), second);
        DeliveryQuery mine = DeliveryQuery.all().to(endpoint.id());

        assertThat(listed(mine.of(first.id()))).containsExactly(succeeded.id());
        assertThat(listed(mine.ofType(second.type()))).containsExactly(pending.id());
        assertThat(listed(mine.in(DeliveryStatus.SUCCESS))).containsExactly(succeeded.id());
        assertThat(listed(mine.in(DeliveryStatus.PENDING))).containsExactly(pending.id());
        assertThat(listed(mine.in(DeliveryStatus.FAILED))).isEmpty();
        assertThat(listed(mine.created(new TimeRange(succeeded.createdAt(), pending.createdAt()))))
                .containsExactly(succeeded.id());
        assertThat(listed(DeliveryQuery.all().of(second.id()))).hasSize(2).contains(pending.id());
    }

    @Test
    void aPageGoesOnWhereTheLastEndedThoughMoreWasMade() {
        Endpoint endpoint = storedEndpoint();
        List<DeliveryId> made =
                Stream.generate(() -> created(endpoint).id()).limit(4).toList();
        DeliveryQuery mine = DeliveryQuery.all().to(endpoint.id());
        Page<Delivery> first = log().list(mine, PageRequest.first(2));
        created(endpoint);

        assertThat(log().list(mine, first.nextRequest(10).orElseThrow()).items().stream()
                        .map(Delivery::id))
                .containsExactly(made.get(1), made.get(0));
    }

    @Test
    void attemptsAreListedByNewestDeliveryAndOfOneTheLastFirst() {
        Endpoint endpoint = storedEndpoint();
        Delivery older = created(endpoint);
        Delivery newer = created(endpoint);
        List<String> expected = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            record(retry(present(newer.id()), Duration.ZERO));
            record(retry(present(older.id()), Duration.ZERO));
        }
        for (DeliveryId delivery : List.of(newer.id(), older.id())) {
            for (int number = 3; number >= 1; number--) {
                expected.add(name(delivery, number));
            }
        }

        assertThat(listed(AttemptQuery.all().on(endpoint.id()))).isEqualTo(expected);
    }

    @Test
    void aListingHoldsOnlyTheAttemptsItsQuerySelects() {
        Endpoint endpoint = storedEndpoint();
        Event event = keptEvent();
        Delivery first = created(endpoint, event);
        record(retry(first, Duration.ZERO));
        advance(Duration.ofHours(1));
        record(success(present(first.id())));
        Delivery second = created(endpoint);
        record(success(second));
        AttemptQuery mine = AttemptQuery.all().on(endpoint.id());
        TimeRange lately = new TimeRange(now().minus(Duration.ofMinutes(30)), now().plus(MINUTE));

        assertThat(listed(mine.ofType(event.type()))).containsExactly(name(first.id(), 2), name(first.id(), 1));
        assertThat(listed(mine.successful(true))).containsExactly(name(second.id(), 1), name(first.id(), 2));
        assertThat(listed(mine.successful(false))).containsExactly(name(first.id(), 1));
        assertThat(listed(mine.sent(lately))).containsExactly(name(second.id(), 1), name(first.id(), 2));
        assertThat(listed(AttemptQuery.all().on(storedEndpoint().id()))).isEmpty();
    }
}
