package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.PublishReceipt;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.FannedOut;
import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.IdempotencyConflictException;
import dev.webhook.event.InvalidEventException;
import dev.webhook.event.NewEvent;
import dev.webhook.store.PageRequest;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.testkit.ManualClock;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

@ExtendWith(PostgresExtension.class)
class TransactionalPublisherIT {

    private final long user = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    private final String key = UUID.randomUUID().toString();
    private final List<EventId> heard = new ArrayList<>();
    private final StatementLog log = new StatementLog();
    private final TestStorage storage;
    private final DataSource dataSource;
    private final WebhookDispatcher dispatcher;
    private final TransactionalPublisher publisher;
    private Connection connection;

    TransactionalPublisherIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
        dataSource = storage.dataSource();
        dispatcher = WebhookDispatcher.builder()
                .storage(storage.storage())
                .listener(new WebhookListener() {
                    @Override
                    public void published(Event event) {
                        heard.add(event.id());
                    }
                })
                .build();
        publisher = storage.storage().publisher(dispatcher);
    }

    @BeforeEach
    void begin() throws SQLException {
        connection = begun();
    }

    @AfterEach
    void end() throws SQLException {
        connection.rollback();
        connection.close();
        dispatcher.close();
    }

    private Connection begun() throws SQLException {
        Connection begun = dataSource.getConnection();
        begun.setAutoCommit(false);
        return begun;
    }

    private NewEvent event() {
        return NewEvent.forUser(user, "order.created").json("{\"order\": 1}");
    }

    private NewEvent keyed() {
        return event().idempotencyKey(key);
    }

    /** Returns the user's events on record, newest first. */
    private List<EventId> onRecord() {
        return storage.storage().events().list(EventQuery.all().ofUser(user), PageRequest.first(100)).items().stream()
                .map(stored -> stored.event().id())
                .toList();
    }

    /** Fans out to nobody, and returns what was fanned out. */
    private List<EventId> fannedOut() {
        return storage
                .storage()
                .inbox()
                .route(
                        100,
                        (events, version) -> events.stream()
                                .map(waiting -> new FannedOut(waiting.event(), List.of(), null, null))
                                .toList())
                .routed()
                .stream()
                .map(routed -> routed.event().id())
                .toList();
    }

    @Test
    void whatIsPublishedIsFannedOutOnceTheTransactionHasCommitted() throws SQLException {
        PublishReceipt receipt = publisher.publish(connection, event(), event());

        assertThat(onRecord()).isEmpty();
        assertThat(fannedOut()).isEmpty();
        connection.commit();
        assertThat(onRecord()).containsExactlyInAnyOrderElementsOf(receipt.ids());
        assertThat(fannedOut()).containsExactlyInAnyOrderElementsOf(receipt.ids());
    }

    @Test
    void aRollBackLeavesNothing() throws SQLException {
        publisher.publish(connection, keyed(), event());
        connection.rollback();

        assertThat(onRecord()).isEmpty();
        assertThat(fannedOut()).isEmpty();
        PublishReceipt other = publisher.publish(connection, keyed().json("\"other\""));
        connection.commit();
        assertThat(onRecord()).isEqualTo(other.ids());
    }

    @Test
    void listenersHearOfAnEventOnceTheCommitIsTold() throws SQLException {
        PublishReceipt receipt = publisher.publish(connection, event());
        connection.commit();

        assertThat(heard).isEmpty();
        receipt.committed();
        assertThat(heard).isEqualTo(receipt.ids());
    }

    @Test
    void aPublishIsOneStatementOnceThePartitionIsKnown() {
        publisher.publish(connection, event());
        Connection logged = log.on(connection);

        publisher.publish(logged, event());
        publisher.publish(logged, Stream.generate(this::event).limit(100).toList());
        publisher.publish(logged, keyed(), event());
        publisher.publish(logged, keyed());

        assertThat(log.asked()).hasSize(4).allMatch(sql -> sql.contains("INSERT"));
    }

    @Test
    void whatWouldBeRejectedIsRefusedBeforeTheStatement() {
        Connection logged = log.on(connection);

        assertThatThrownBy(() -> publisher.publish(logged, event(), event().json("{")))
                .isInstanceOf(InvalidEventException.class);
        assertThatThrownBy(() -> publisher.publish(logged, event().sourceService("\0")))
                .isInstanceOf(InvalidEventException.class);
        assertThatThrownBy(() -> publisher.publish(logged, event().idempotencyKey("\0")))
                .isInstanceOf(InvalidEventException.class);
        assertThat(log.asked()).isEmpty();
    }

    @Test
    void aKeyThatTheTransactionUsedYieldsItsEvent() throws SQLException {
        PublishReceipt first = publisher.publish(connection, keyed());
        PublishReceipt second = publisher.publish(connection, event(), keyed());
        connection.commit();

        assertThat(second.ids().get(1)).isEqualTo(first.ids().get(0));
        assertThat(onRecord()).hasSize(2);
        second.committed();
        assertThat(heard).containsExactly(second.ids().get(0));
    }

    @Test
    void aConflictLeavesTheTransactionUsableAndNothingOfTheCallInIt() throws SQLException {
        dispatcher.publish(keyed());
        PublishReceipt before = publisher.publish(connection, event());

        assertThatThrownBy(() -> publisher.publish(
                        connection, event().idempotencyKey("fresh"), keyed().json("\"other\""), event()))
                .isInstanceOf(IdempotencyConflictException.class);

        PublishReceipt after =
                publisher.publish(connection, event().idempotencyKey("fresh").json("\"other\""));
        connection.commit();
        assertThat(onRecord()).hasSize(3).containsAll(before.ids()).containsAll(after.ids());
    }

    @Test
    void aKeyOfAnOpenTransactionIsWaitedForAndYieldsItsEventIfThatCommits() throws Exception {
        PublishReceipt first = publisher.publish(connection, keyed());
        CompletableFuture<EventId> second = CompletableFuture.supplyAsync(() -> dispatcher.publish(keyed()));
        Waiting.awaitOneBehind(connection, dataSource);
        connection.commit();

        assertThat(second.get()).isEqualTo(first.ids().get(0));
        assertThat(onRecord()).isEqualTo(first.ids());
    }

    @Test
    void aKeyOfAnOpenTransactionIsWaitedForAndIsFreeIfThatRollsBack() throws Exception {
        PublishReceipt first = publisher.publish(connection, keyed());
        CompletableFuture<EventId> second = CompletableFuture.supplyAsync(() -> dispatcher.publish(keyed()));
        Waiting.awaitOneBehind(connection, dataSource);
        connection.rollback();

        assertThat(second.get()).isNotEqualTo(first.ids().get(0));
        assertThat(onRecord()).containsExactly(second.get());
    }

    @Test
    void aHandlesCommitIsToldOf() {
        PublishReceipt receipt = Jdbi.create(dataSource).inTransaction(handle -> {
            PublishReceipt published = publisher.publish(handle, event());
            assertThat(heard).isEmpty();
            return published;
        });

        assertThat(heard).isEqualTo(receipt.ids());
        assertThat(fannedOut()).isEqualTo(receipt.ids());
    }

    @Test
    void aHandlesRollBackLeavesNothingAndIsNotToldOf() {
        Jdbi.create(dataSource).useTransaction(handle -> {
            publisher.publish(handle, event());
            handle.rollback();
        });

        assertThat(heard).isEmpty();
        assertThat(onRecord()).isEmpty();
    }

    @Test
    void withoutATransactionThereIsNothingToJoin() throws SQLException {
        try (Connection automatic = dataSource.getConnection()) {
            assertThatThrownBy(() -> publisher.publish(automatic, event()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no transaction");
        }
        assertThatThrownBy(() -> publisher.publish(dataSource, event())).isInstanceOf(IllegalStateException.class);
        assertThat(onRecord()).isEmpty();
    }

    @Test
    void aPartitionThatCannotBeMadeIsAnErrorBeforeTheTransactionIsTouched() throws SQLException {
        WebhookDispatcher ahead = WebhookDispatcher.builder()
                .storage(withoutOwner())
                .timeSource(ManualClock.at(Instant.parse("2101-01-01T00:00:00Z")))
                .build();
        PublishReceipt before = publisher.publish(connection, event());

        assertThatThrownBy(() -> withoutOwner().publisher(ahead).publish(connection, event()))
                .isInstanceOf(StoreUnavailableException.class);

        connection.commit();
        assertThat(onRecord()).isEqualTo(before.ids());
    }

    @Test
    void partitionsThatAreThereTakeNoOtherConnection() throws SQLException {
        Connection logged = log.on(connection);
        TransactionalPublisher cold = withoutOwner().publisher(dispatcher);

        cold.publish(logged, event());
        int first = log.asked().size();
        PublishReceipt second = cold.publish(logged, event());

        assertThat(log.asked()).hasSize(first + 1);
        connection.commit();
        assertThat(onRecord()).hasSize(2).containsAll(second.ids());
    }

    private PostgresStorage withoutOwner() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://localhost:1/nowhere");
        return PostgresStorage.builder(dataSource)
                .secrets(TestStorage.cipher())
                .owner(nowhere)
                .build();
    }

    @Test
    void aClosedDispatcherPublishesNothing() {
        dispatcher.close();

        assertThatThrownBy(() -> publisher.publish(connection, event())).isInstanceOf(IllegalStateException.class);
    }
}
