package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.contract.DeliveryLogContract;
import dev.webhook.testkit.contract.DeliveryStoreContract;
import dev.webhook.testkit.contract.EventInboxContract;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Behind a pool that changes the server's connection for each transaction, and with nothing prepared. Migrations are for
 * the owner's plain connections.
 */
@ExtendWith(PostgresExtension.class)
@TestInstance(Lifecycle.PER_CLASS) // the driver asks for types on each connection of the server's
class TransactionPoolIT {

    private static final int EVENTS = 200;

    private final TestStorage test;
    private final TransactionPool pool;
    private final PostgresStorage storage;

    TransactionPoolIT(PostgresClock clock, PostgresDatabase database) throws SQLException {
        test = TestStorage.on(clock);
        pool = TransactionPool.of(clock.url(), database.user(), database.password());
        storage = PostgresStorage.builder(pool).secrets(TestStorage.cipher()).build();
    }

    @BeforeEach
    void empty() {
        test.emptied();
    }

    @AfterEach
    void nothingIsLeftInASession() {
        assertThat(pool.leftovers()).isEmpty();
    }

    @AfterAll
    void close() throws SQLException {
        pool.close();
    }

    @Test
    void aDispatcherDeliversRetriesAndKeepsHouse() {
        try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
            receiver.script(Answer.answer(503).times(3), Answer.answer(200));
            try (WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                    .storage(storage)
                    .addressPolicy(AddressPolicy.unsafeForTests())
                    .build()) {
                dispatcher
                        .endpoints()
                        .register(
                                7,
                                EndpointSpec.url(receiver.url("/hooks").toString())
                                        .subscribe("order.placed")
                                        .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 20)));
                dispatcher.start();
                dispatcher.publish(IntStream.range(0, EVENTS)
                        .mapToObj(number -> NewEvent.forUser(7, "order.placed").json(Integer.toString(number)))
                        .toList());
                storage.housekeeping().orElseThrow().run((partition, rows) -> {});
                RunningNode.await("all are delivered", () -> succeeded() == EVENTS);
            }
        }
        assertThat(pool.serverConnections()).isGreaterThan(1);
        assertThat(pool.transactions()).isGreaterThan(pool.serverConnections());
    }

    private int succeeded() {
        return Jdbi.create(test.dataSource())
                .withHandle(
                        handle -> handle.createQuery("SELECT count(*) FROM webhook_deliveries WHERE status = 'success'")
                                .mapTo(int.class)
                                .one());
    }

    @Nested
    class Inbox extends EventInboxContract {
        @Override
        protected Storage storage() {
            return storage;
        }

        @Override
        protected void advance(Duration time) {
            test.clock().advance(time);
        }

        @Override
        protected Instant now() {
            return test.now();
        }
    }

    @Nested
    class Deliveries extends DeliveryStoreContract {
        @Override
        protected Storage storage() {
            return storage;
        }

        @Override
        protected void advance(Duration time) {
            test.clock().advance(time);
        }

        @Override
        protected Instant now() {
            return test.now();
        }
    }

    @Nested
    class Log extends DeliveryLogContract {
        @Override
        protected Storage storage() {
            return storage;
        }

        @Override
        protected void advance(Duration time) {
            test.clock().advance(time);
        }

        @Override
        protected Instant now() {
            return test.now();
        }
    }
}
