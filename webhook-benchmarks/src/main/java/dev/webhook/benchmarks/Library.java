package dev.webhook.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import dev.webhook.DispatcherBuilder;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.TransactionalPublisher;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.signing.SecretCipher;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/**
 * The library on a schema of its own that is made anew, with the PostgreSQL queue unless it is given another. Its endpoints
 * are paused except in a drain, so that deliveries wait, unless they are registered as active. Not thread-safe.
 */
final class Library implements AutoCloseable {

    static final long OWNER = 7;
    private static final int CONNECTIONS = 10;

    private final String schema;
    private final CountingDataSource pool;
    private final Subscribers subscribers;

    Library(String jdbcUrl, String schema, int concurrency) throws SQLException {
        this(jdbcUrl, schema, concurrency, builder -> {});
    }

    /** @param customising sets what is special about its dispatchers */
    Library(String jdbcUrl, String schema, int concurrency, Consumer<DispatcherBuilder> customising)
            throws SQLException {
        this.schema = schema;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setSchema(schema);
        pool = new CountingDataSource(config);
        subscribers = new Subscribers(this::storage, concurrency, customising);
        execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        WebhookSchema.migrate(pool, schema);
    }

    /** Registers a paused endpoint for each URL, each with an event type of its own. */
    void register(List<String> urls) {
        subscribers.register(urls, 1);
        subscribers.pause();
    }

    /** Registers an endpoint for each URL, which isn't paused; so many, one after the other, share an event type. */
    void registerActive(List<String> urls, int sharing) {
        subscribers.register(urls, sharing);
    }

    /** Publishes so many events, which wait in the inbox. */
    void publish(int count) {
        subscribers.publish(count, 0);
    }

    /** Publishes so many events in one transaction, and returns when it was about to be committed, as {@code nanoTime}. */
    long publishTogether(WebhookDispatcher dispatcher, PostgresStorage storage, int count) throws SQLException {
        TransactionalPublisher publisher = storage.publisher(dispatcher);
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            subscribers.publish(count, 0, events -> publisher.publish(connection, events));
            long commit = System.nanoTime();
            connection.commit();
            return commit;
        }
    }

    /** Has the inbox fanned out into {@code count} deliveries; returns how many a second were sent and recorded. */
    double deliver(int count) throws InterruptedException {
        return subscribers.deliver(count);
    }

    /** Publishes so many events, each to one endpoint, and fans them out; their deliveries wait. */
    void fill(int count) {
        fill(count, 0);
    }

    private void fill(int count, int leftOut) {
        subscribers.publish(count, leftOut);
        subscribers.route();
    }

    /** Lets {@code count} waiting deliveries go and returns how many a second were sent and recorded. */
    double drain(int count) throws InterruptedException {
        return drain(count, new WebhookListener() {});
    }

    /** The same, with a listener. */
    double drain(int count, WebhookListener listener) throws InterruptedException {
        return subscribers.drain(count, 0, listener);
    }

    /** Fills all endpoints but the first, whose deliveries are left alone. */
    void fillOthers(int count) {
        fill(count, 1);
    }

    /** Drains all endpoints but the first. */
    double drainOthers(int count) throws InterruptedException {
        return subscribers.drain(count, 1, new WebhookListener() {});
    }

    /** Lets all waiting deliveries go. */
    void resume(WebhookDispatcher dispatcher) {
        subscribers.resume(dispatcher, 0);
    }

    /** Has deliveries wait again. */
    void pause(WebhookDispatcher dispatcher) {
        subscribers.pause(dispatcher, 0);
    }

    WebhookDispatcher dispatcher(PostgresStorage storage, WebhookListener... listeners) {
        return subscribers.dispatcher(storage, listeners);
    }

    PostgresStorage storage() {
        return PostgresStorage.builder(pool)
                .schema(schema)
                .secrets(SecretCipher.plainText())
                .build();
    }

    /** Returns where its tables are. */
    String schema() {
        return schema;
    }

    /** Returns its connections, which can count its statements. */
    CountingDataSource pool() {
        return pool;
    }

    /** Returns how much WAL the server has written. */
    long walBytes() throws SQLException {
        return ask("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the number that {@code sql} selects. */
    long ask(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
