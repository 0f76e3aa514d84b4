package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.Storage;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.RoutingRun;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.event.PayloadFormat;
import dev.webhook.event.Publication;
import dev.webhook.http.EndpointUrl;
import dev.webhook.testkit.contract.EventInboxContract;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresInboxIT extends EventInboxContract {

    private final TestStorage storage;

    PostgresInboxIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    @Override
    protected Storage storage() {
        return storage.storage();
    }

    @Override
    protected void advance(Duration time) {
        storage.clock().advance(time);
    }

    @Override
    protected Instant now() {
        return storage.now();
    }

    private Event published(Instant time) {
        Event event = new Event(
                EventId.at(time),
                new EventType("order.created"),
                EventData.of("1"),
                OptionalLong.of(42),
                null,
                Map.of());
        storage().events().append(List.of(new Publication(event, null)));
        return event;
    }

    private void execute(String sql) {
        Jdbi.create(storage.dataSource()).useHandle(handle -> handle.execute(sql));
    }

    @Test
    void whyAFanOutFailedIsKeptWhateverItsTextIs() {
        Event event = published(now());
        storage().inbox().route(1, (events, version) -> List.of(FannedOut.failed(event, "no \0 \ud83d")));

        assertThat(storage().events().find(event.id()).orElseThrow().routingError())
                .isEqualTo("no \ufffd \ufffd");
    }

    @Test
    void anEventThatIsGoneLeavesTheInboxAndHoldsUpNobody() {
        Event gone = published(now());
        Event present = published(now());
        execute("DELETE FROM webhook_events WHERE event_id = '" + gone.id() + "'");
        List<Event> seen = new ArrayList<>();
        storage().inbox().route(10, (events, version) -> {
            events.forEach(waiting -> seen.add(waiting.event()));
            return List.of(new FannedOut(present, List.of(), null, null));
        });

        assertThat(seen).containsExactly(present);
        assertThat(storage().inbox().oldest()).isEmpty();
    }

    @Test
    void whatAnotherQueueMustScheduleIsReturned() {
        Event event = published(now());
        NewDelivery delivery = new NewDelivery(
                DeliveryId.at(now()),
                EndpointId.at(now()),
                event.id(),
                event.id().toString(),
                6,
                EndpointUrl.of("https://example.com/canary"),
                PayloadFormat.STANDARD_1,
                Duration.ofDays(1),
                new LaneLimits(1, OptionalInt.empty(), 1));
        execute("UPDATE webhook_active_queue SET queue = 'redis'");
        try {
            RoutingRun run = storage()
                    .inbox()
                    .route(1, (events, version) -> List.of(new FannedOut(event, List.of(delivery), null, null)));

            assertThat(run.toSchedule()).containsExactly(delivery.scheduled());
            assertThat(storage().queue().status().waiting()).isZero();
        } finally {
            execute("UPDATE webhook_active_queue SET queue = 'postgres'");
        }
    }

    @Test
    void anEventIsRoutedThatWasStoredBeforeOthersAndCommittedAfterThem() {
        try (Handle slow = Jdbi.create(storage.dataSource()).open().begin()) {
            UUID late = Rows.event(slow, now());
            Rows.inbox(slow, late);
            Event early = published(now());
            assertThat(routed()).containsExactly(early.id().value());
            assertThat(routed()).isEmpty();
            assertThat(routed()).isEmpty();

            slow.commit();

            assertThat(routed()).containsExactly(late);
        }
    }

    private List<UUID> routed() {
        return storage()
                .inbox()
                .route(
                        10,
                        (events, version) -> events.stream()
                                .map(one -> new FannedOut(one.event(), List.of(), null, null))
                                .toList())
                .routed()
                .stream()
                .map(one -> one.event().id().value())
                .toList();
    }

    @Test
    void aFanOutMayReadThroughAPoolOfTwo() {
        published(now());
        HikariConfig config = new HikariConfig();
        config.setDataSource(storage.clock().dataSource());
        config.setMaximumPoolSize(2);
        try (HikariDataSource two = new HikariDataSource(config)) {
            PostgresStorage own = new PostgresStorage(PostgresStorage.builder(two), two, null, TestStorage.cipher());
            RoutingRun run = own.inbox().route(1, (events, version) -> {
                own.endpoints().snapshot();
                return List.of(new FannedOut(events.get(0).event(), List.of(), null, null));
            });

            assertThat(run.routed()).hasSize(1);
        }
    }
}
