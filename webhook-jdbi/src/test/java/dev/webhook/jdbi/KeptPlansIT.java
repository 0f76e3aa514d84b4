package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On the way from publish to an attempt's record nothing is planned anew each time. */
@ExtendWith(PostgresExtension.class)
class KeptPlansIT {

    private static final int EVENTS = 20;

    /** What runs for each event runs as often at least: the driver prepares a statement when it runs for the fifth time. */
    private static final int RUNS = EVENTS - 4;

    /** So many plans by values PostgreSQL makes before it may keep one for all. */
    private static final int TRIALS = 5;

    private final TestStorage storage;

    KeptPlansIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    @Test
    void aSessionKeepsThePlansOfWhatEachDeliveryNeeds() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(storage.clock().dataSource());
        config.setMaximumPoolSize(1);
        try (HikariDataSource session = new HikariDataSource(config)) {
            deliver(session);

            assertThat(prepared(session, "custom_plans <= " + TRIALS))
                    .anyMatch(statement -> statement.startsWith("-- Stores events"))
                    .anyMatch(statement -> statement.startsWith("-- Unfinished deliveries"))
                    .anyMatch(statement -> statement.startsWith("-- Records outcomes"));
            assertThat(prepared(session, "custom_plans > " + TRIALS)).isEmpty();
        }
    }

    /** Has each event delivered by itself, as it is where little is published. */
    private static void deliver(DataSource session) {
        PostgresStorage onSession =
                new PostgresStorage(PostgresStorage.builder(session), session, null, TestStorage.cipher());
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                        .storage(onSession)
                        .addressPolicy(AddressPolicy.unsafeForTests())
                        .executor(Runnable::run)
                        .build()) {
            dispatcher
                    .endpoints()
                    .register(
                            42, EndpointSpec.url(receiver.url("/hooks").value()).subscribe("order.placed"));
            for (int event = 1; event <= EVENTS; event++) {
                dispatcher.publish(NewEvent.forUser(42, "order.placed").json("1"));
                dispatcher.runOnce();
                assertThat(receiver.requests()).hasSize(event);
            }
        }
    }

    /** Returns the statements that ran for each event, of those that are {@code planned} so. */
    private static List<String> prepared(DataSource session, String planned) {
        return Jdbi.create(session)
                .withHandle(handle -> handle.createQuery("SELECT statement FROM pg_prepared_statements"
                                + " WHERE generic_plans + custom_plans >= " + RUNS + " AND " + planned)
                        .mapTo(String.class)
                        .list());
    }
}
