package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptResponse;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.event.Event;
import dev.webhook.event.StoredEvent;
import dev.webhook.http.HttpResult;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.datasource.DelegatingDataSource;

@ExtendWith(PostgresExtension.class)
class RecordingIT {

    private static final String HOSTILE = "a\0b\uD83Dc\uDCB6\0";
    private static final String HARMLESS = "a\uFFFDb\uFFFDc\uFFFD\uFFFD";

    private final TestStorage test;
    private final Deliveries deliveries;

    RecordingIT(PostgresClock clock) {
        test = TestStorage.on(clock).emptied();
        deliveries = new Deliveries(test);
    }

    private DeliveryStore store() {
        return test.storage().deliveries();
    }

    private Attempt attempt(DeliveryId id) {
        return test.storage().deliveryLog().attempts(id).get(0);
    }

    @Test
    void anAnswerThatPostgresqlRefusesIsKeptAsFarAsItCanBe() {
        DeliveryId id = deliveries.delivery(deliveries.endpoint(), deliveries.event());
        String body = HOSTILE.repeat(16 * 1024 / HOSTILE.length());
        AttemptResponse response =
                new AttemptResponse(500, Map.of(HOSTILE, List.of(HOSTILE, "\u00e9"), "x", List.of("1")), body);

        store().record(List.of(Deliveries.failed(id, new Outcome.Rejected(500, null), response)));

        assertThat(attempt(id).response())
                .isEqualTo(new AttemptResponse(
                        500,
                        Map.of(HARMLESS, List.of(HARMLESS, "\u00e9"), "x", List.of("1")),
                        body.replace(HOSTILE, HARMLESS)));
        assertThat(test.storage().deliveryLog().find(id).orElseThrow().lastAttempt())
                .isEqualTo(attempt(id));
    }

    /** Each version of a row that is written stays while anyone holds a snapshot, and all are read to find the endpoint. */
    @Test
    void thatAnEndpointGoesOnWellIsWrittenOnceInTenSeconds() {
        Endpoint endpoint = deliveries.endpoint();
        Instant first = lastSuccessAfterOneMore(endpoint);
        Instant second = lastSuccessAfterOneMore(endpoint);
        test.clock().advance(Duration.ofSeconds(11));
        Instant later = lastSuccessAfterOneMore(endpoint);

        assertThat(second).isEqualTo(first);
        assertThat(later).isAfter(first.plusSeconds(10));
    }

    private Instant lastSuccessAfterOneMore(Endpoint endpoint) {
        DeliveryId id = deliveries.delivery(endpoint, deliveries.event());
        EndpointHealth told =
                store().record(List.of(Deliveries.delivered(id, null))).health().get(endpoint.id());
        EndpointHealth written =
                test.storage().endpoints().find(endpoint.id()).orElseThrow().health();
        assertThat(told).isEqualTo(written);
        return Objects.requireNonNull(written.lastSuccessAt());
    }

    @Test
    void anErrorThatPostgresqlRefusesIsKeptAsFarAsItCanBe() {
        DeliveryId id = deliveries.delivery(deliveries.endpoint(), deliveries.event());

        store().record(List.of(Deliveries.failed(id, new Outcome.Unreachable(HttpResult.Cause.TLS, HOSTILE), null)));

        assertThat(attempt(id).outcome()).isEqualTo(new Outcome.Unreachable(HttpResult.Cause.TLS, HARMLESS));
        assertThat(test.storage().deliveryLog().find(id).orElseThrow().errorMessage())
                .isEqualTo(HARMLESS);
    }

    @Test
    void anAttemptWasSentWhenItWasHoweverLongTheRecordWaitsForAConnection() {
        DeliveryId id = deliveries.delivery(deliveries.endpoint(), deliveries.event());
        Duration wait = Duration.ofMillis(300);
        DataSource late = new DelegatingDataSource(test.dataSource()) {
            @Override
            public Connection getConnection() throws SQLException {
                long end = System.nanoTime() + wait.toNanos();
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
                return super.getConnection();
            }
        };

        PostgresStorage.builder(late)
                .secrets(TestStorage.cipher())
                .build()
                .deliveries()
                .record(List.of(Deliveries.failed(id, new Outcome.Rejected(500, null), null)));

        Instant recorded = test.storage().deliveryLog().find(id).orElseThrow().updatedAt();
        assertThat(Duration.between(attempt(id).sentAt(), recorded)).isGreaterThan(wait);
    }

    @Test
    void ofACommitWhoseReplyWasLostNothingIsDoubled() {
        Event event = deliveries.event();
        DeliveryId id = deliveries.delivery(deliveries.endpoint(), event);
        Lease lease = test.storage()
                .queue()
                .claim(new ClaimRequest(1, 1, 1, Duration.ofMinutes(5)))
                .get(0);
        List<OutcomeRecord> batch = List.of(Deliveries.delivered(id, lease));
        DeliveryStore cutOff = PostgresStorage.builder(LostReplies.of(test.dataSource()))
                .secrets(TestStorage.cipher())
                .build()
                .deliveries();
        assertThatThrownBy(() -> cutOff.record(batch)).isInstanceOf(StoreUnavailableException.class);

        Recording again = store().record(batch);

        assertThat(again.results()).containsExactly(Recording.Result.ALREADY_RECORDED);
        assertThat(again.toSettle()).isEmpty();
        assertThat(test.storage().deliveryLog().attempts(id)).hasSize(1);
        assertThat(stored(event).deliverySuccessCount()).isOne();
        assertThat(test.storage().queue().status().lanes()).isZero();
    }

    @Test
    void whatAnotherQueueHoldsIsLeftToTheCaller() {
        DeliveryId id = deliveries.delivery(deliveries.endpoint(), deliveries.event());
        Lease lease = test.storage()
                .queue()
                .claim(new ClaimRequest(1, 1, 1, Duration.ofMinutes(5)))
                .get(0);
        OutcomeRecord record = Deliveries.delivered(id, lease);
        activate("redis");
        try {
            NewDelivery other = deliveries.newDelivery(deliveries.endpoint(), deliveries.event());

            assertThat(store().create(List.of(other))).containsExactly(other.scheduled());
            assertThat(store().record(List.of(record)).toSettle())
                    .containsExactly(record.settlement().orElseThrow());
            assertThat(test.storage().queue().status().leased()).isOne();
        } finally {
            activate(Lanes.QUEUE);
        }
    }

    private void activate(String queue) {
        Jdbi.create(test.dataSource())
                .useHandle(handle -> handle.execute("UPDATE webhook_active_queue SET queue = ?", queue));
    }

    @Test
    void recordersThatMeetOnTheSameEventsAndEndpointsLoseNothing() throws Exception {
        List<Endpoint> endpoints =
                Stream.generate(deliveries::endpoint).limit(8).toList();
        List<Event> events = Stream.generate(deliveries::event).limit(8).toList();
        ExecutorService recorders = Executors.newFixedThreadPool(4);
        try {
            List<List<OutcomeRecord>> batches = new ArrayList<>();
            for (int batch = 0; batch < 40; batch++) {
                batches.add(outcomes(endpoints, events, batch % 2 == 0));
            }
            List<Future<Recording>> recordings = new ArrayList<>();
            batches.forEach(batch -> recordings.add(recorders.submit(() -> store().record(batch))));
            for (Future<Recording> recording : recordings) {
                assertThat(recording.get().results()).containsOnly(Recording.Result.RECORDED);
            }
        } finally {
            recorders.shutdownNow();
        }
        assertThat(endpoints)
                .allSatisfy(endpoint -> assertThat(test.storage()
                                .endpoints()
                                .find(endpoint.id())
                                .orElseThrow()
                                .health()
                                .failureCount())
                        .isEqualTo(40));
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(stored(event).deliveryFailureCount()).isEqualTo(20));
    }

    /** One outcome for each endpoint and event, in any order; those to be retried are not counted on events. */
    private List<OutcomeRecord> outcomes(List<Endpoint> endpoints, List<Event> events, boolean givenUp) {
        List<OutcomeRecord> outcomes = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            DeliveryId id = deliveries.delivery(endpoints.get(i), events.get(i));
            outcomes.add(
                    givenUp
                            ? Deliveries.exhausted(id)
                            : Deliveries.failed(id, new Outcome.Blocked("10.0.0.1 is private"), null));
        }
        Collections.shuffle(outcomes);
        return outcomes;
    }

    private StoredEvent stored(Event event) {
        return test.storage().events().find(event.id()).orElseThrow();
    }
}
