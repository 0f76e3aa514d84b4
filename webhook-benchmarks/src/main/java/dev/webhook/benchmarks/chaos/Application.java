package dev.webhook.benchmarks.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.DeadLetters;
import dev.webhook.EndpointSpec;
import dev.webhook.Endpoints;
import dev.webhook.Health;
import dev.webhook.PublishReceipt;
import dev.webhook.WebhookDispatcher;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.NewEvent;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.TransactionalPublisher;
import dev.webhook.jdbi.WebhookSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * The application that publishes, on a schema of its own that is made anew: its dispatcher is never started. Only one thread
 * may publish; else thread-safe.
 */
final class Application implements AutoCloseable {

    private static final int ROLLED_BACK_ONE_IN = 11;

    /** More than what nodes may send to. */
    private static final String REGISTERED = "127.0.0.0/8";

    private final HikariDataSource pool;
    private final NodeSettings settings;
    private final @Nullable UnifiedJedis jedis;
    private final PostgresStorage storage;
    private final WebhookDispatcher publishing;
    private final TransactionalPublisher publisher;
    private final List<Subject> subjects = new ArrayList<>();
    private int transactions;

    /** What events are about. */
    private record Subject(long owner, String type) {}

    Application(NodeSettings settings, HikariConfig config) throws SQLException {
        this.settings = settings;
        pool = new HikariDataSource(config);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + Ledger.SCHEMA + " CASCADE");
        }
        WebhookSchema.migrate(pool, Ledger.SCHEMA);
        storage = settings.storage(PostgresStorage.builder(pool));
        jedis = settings.client();
        publishing = settings.dispatcher(storage, jedis, "application", 1, REGISTERED)
                .build();
        publisher = storage.publisher(publishing);
        try (Connection connection = pool.getConnection()) {
            Ledger.create(connection);
        }
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    NodeSettings settings() {
        return settings;
    }

    PostgresStorage storage() {
        return storage;
    }

    Endpoints endpoints() {
        return publishing.endpoints();
    }

    DeadLetters deadLetters() {
        return publishing.deadLetters();
    }

    Health health() {
        return publishing.health();
    }

    /** Registers an endpoint for a type of event, which from now on is published in its turn. */
    Endpoint subscribe(long owner, String type, EndpointSpec spec) {
        subjects.add(new Subject(owner, type));
        return publishing.endpoints().register(owner, spec.subscribe(type));
    }

    /** Publishes one to ten events in one transaction, or rolls them back; returns how many it committed. */
    int publish(int most) throws SQLException {
        int transaction = transactions++;
        List<Subject> about = new ArrayList<>();
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < Math.min(most, 1 + transaction % 10); i++) {
            Subject subject = subjects.get((transaction + i) % subjects.size());
            about.add(subject);
            events.add(NewEvent.forUser(subject.owner, subject.type)
                    .data(Map.of("transaction", transaction, "parcel", i)));
        }
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            PublishReceipt receipt = publisher.publish(connection, events);
            for (int i = 0; i < events.size(); i++) {
                Ledger.published(
                        connection,
                        receipt.ids().get(i).value(),
                        about.get(i).owner,
                        about.get(i).type,
                        settings.clock().instant());
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
        if (jedis != null) {
            jedis.close();
        }
        pool.close();
    }
}
