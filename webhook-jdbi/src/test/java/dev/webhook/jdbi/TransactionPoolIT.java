package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Behind a pool that changes the server's connection for each transaction, and with nothing prepared. */
@ExtendWith(PostgresExtension.class)
class TransactionPoolIT {

    private static final int EVENTS = 60;

    private final TestStorage test;
    private final TransactionPool pool;
    private final PostgresStorage storage;

    TransactionPoolIT(PostgresClock clock, PostgresDatabase database) throws SQLException {
        test = TestStorage.on(clock).emptied();
        pool = TransactionPool.of(clock.url(), database.user(), database.password());
        storage = PostgresStorage.builder(pool).secrets(TestStorage.cipher()).build();
    }

    @AfterEach
    void nothingIsLeftInASession() throws SQLException {
        try (pool) {
            assertThat(pool.leftovers()).isEmpty();
        }
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
}
