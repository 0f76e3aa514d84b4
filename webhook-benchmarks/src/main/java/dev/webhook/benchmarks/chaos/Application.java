package dev.webhook.benchmarks.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.EndpointSpec;
import dev.webhook.PublishReceipt;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.TransactionalPublisher;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.retry.RetryPolicy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The application that publishes, on a schema of its own that is made anew: its dispatcher is never started. Thread-safe.
 */
final class Application implements AutoCloseable {

    private static final long OWNER = 7;
    private static final int ENDPOINTS = 32;
    private static final int ROLLED_BACK_ONE_IN = 11;

    /** A killed node's leases count until they end, so the caps leave room for those of many. */
    private static final int MAX_IN_FLIGHT = 1_000;

    private final HikariDataSource pool;
    private final PostgresStorage storage;
    private final WebhookDispatcher publishing;
    private final TransactionalPublisher publisher;
    private int transactions;

    Application(String jdbcUrl) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setSchema(Ledger.SCHEMA);
        pool = new HikariDataSource(config);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + Ledger.SCHEMA + " CASCADE");
        }
        WebhookSchema.migrate(pool, Ledger.SCHEMA);
        storage = DispatcherNode.storage(PostgresStorage.builder(pool));
        publishing = DispatcherNode.dispatcher(storage, "application", 1);
        publisher = storage.publisher(publishing);
        try (Connection connection = pool.getConnection()) {
            Ledger.create(connection);
        }
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    PostgresStorage storage() {
        return storage;
    }

    /** Registers an endpoint for each type of event, and one more for the first. */
    void subscribe(Receiver receiver) {
        for (int i = 0; i <= ENDPOINTS; i++) {
            publishing
                    .endpoints()
                    .register(
                            OWNER,
                            EndpointSpec.url(receiver.url("/hooks/" + i))
                                    .subscribe(type(i))
                                    .maxInFlight(MAX_IN_FLIGHT)
                                    .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(2), 5)));
        }
    }

    /** Publishes one to ten events in one transaction, or rolls them back; returns how many it committed. */
    int publish(int most) throws SQLException {
        int transaction = transactions++;
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < Math.min(most, 1 + transaction % 10); i++) {
            events.add(NewEvent.forUser(OWNER, type(transaction + i))
                    .data(Map.of("transaction", transaction, "parcel", i)));
        }
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            PublishReceipt receipt = publisher.publish(connection, events);
            for (int i = 0; i < events.size(); i++) {
                Ledger.published(
                        connection, receipt.ids().get(i).value(), events.get(i).type());
            }
            if (transaction % ROLLED_BACK_ONE_IN == 0) {
                connection.rollback();
                return 0;
            }
            connection.commit();
            receipt.committed();
            return events.size();
        }
    }

    private static String type(int number) {
        return "parcel.sent_" + number % ENDPOINTS;
    }

    /** Tells whether every event was routed and every delivery is finished. */
    boolean isQuiet() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT NOT EXISTS (SELECT FROM webhook_event_inbox) AND NOT EXISTS"
                                + " (SELECT FROM webhook_deliveries WHERE status IN ('pending', 'retrying'))")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Override
    public void close() {
        publishing.close();
        pool.close();
    }
}
