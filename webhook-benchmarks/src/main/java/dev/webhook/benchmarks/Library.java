package dev.webhook.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import dev.webhook.DeliveryReport;
import dev.webhook.DispatcherBuilder;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.OkHttpTransport;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.signing.SecretCipher;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The library on a schema of its own that is made anew, with the PostgreSQL queue unless it is given another. Its endpoints are paused except in a
 * drain, so that deliveries wait. Not thread-safe.
 */
final class Library implements AutoCloseable {

    static final long OWNER = 7;
    private static final int CONNECTIONS = 10;
    private static final int MINUTES = 10;
    private static final int PUBLISHED_AT_ONCE = 500;

    private final String schema;
    private final int concurrency;
    private final CountingDataSource pool;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final Consumer<DispatcherBuilder> customising;

    Library(String jdbcUrl, String schema, int concurrency) throws SQLException {
        this(jdbcUrl, schema, concurrency, builder -> {});
    }

    /** @param customising sets what is special about its dispatchers */
    Library(String jdbcUrl, String schema, int concurrency, Consumer<DispatcherBuilder> customising)
            throws SQLException {
        this.customising = customising;
        this.schema = schema;
        this.concurrency = concurrency;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setSchema(schema);
        pool = new CountingDataSource(config);
        execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        WebhookSchema.migrate(pool, schema);
    }

    /** Registers a paused endpoint for each URL, each with an event type of its own. */
    void register(List<String> urls) {
        try (WebhookDispatcher dispatcher = dispatcher(new WebhookListener() {})) {
            for (String url : urls) {
                Endpoint endpoint = dispatcher
                        .endpoints()
                        .register(
                                OWNER,
                                EndpointSpec.url(url)
                                        .subscribe(type(endpoints.size()))
                                        .maxInFlight(concurrency));
                dispatcher.endpoints().pause(endpoint.id());
                endpoints.add(endpoint);
            }
        }
    }

    private static String type(int endpoint) {
        return "order.placed_" + endpoint;
    }

    /** Publishes so many events, each to one endpoint, and fans them out; their deliveries wait. */
    void fill(int count) throws SQLException {
        fill(count, 0);
    }

    private void fill(int count, int firstEndpoint) throws SQLException {
        int others = endpoints.size() - firstEndpoint;
        try (WebhookDispatcher dispatcher = dispatcher(new WebhookListener() {})) {
            for (int i = 0; i < count; i += PUBLISHED_AT_ONCE) {
                dispatcher.publish(IntStream.range(i, Math.min(count, i + PUBLISHED_AT_ONCE))
                        .mapToObj(number -> NewEvent.forUser(OWNER, type(firstEndpoint + number % others))
                                .json(Bench.DATA))
                        .toList());
            }
            while (ask("SELECT EXISTS (SELECT FROM webhook_event_inbox)::int") > 0) {
                dispatcher.runOnce();
            }
        }
    }

    /** Lets {@code count} waiting deliveries go and returns how many a second were sent and recorded. */
    double drain(int count) throws InterruptedException {
        return drain(count, 0, new WebhookListener() {});
    }

    /** The same, with a listener. */
    double drain(int count, WebhookListener listener) throws InterruptedException {
        return drain(count, 0, listener);
    }

    /** Fills all endpoints but the first, whose deliveries are left alone. */
    void fillOthers(int count) throws SQLException {
        fill(count, 1);
    }

    /** Drains all endpoints but the first. */
    double drainOthers(int count) throws InterruptedException {
        return drain(count, 1, new WebhookListener() {});
    }

    private double drain(int count, int firstEndpoint, WebhookListener listener) throws InterruptedException {
        List<Endpoint> drained = endpoints.subList(firstEndpoint, endpoints.size());
        CountDownLatch delivered = new CountDownLatch(count);
        WebhookListener counting = new WebhookListener() {
            @Override
            public void delivered(DeliveryReport report) {
                delivered.countDown();
            }
        };
        try (WebhookDispatcher dispatcher = dispatcher(storage(), counting, listener)) {
            drained.forEach(endpoint -> dispatcher.endpoints().resume(endpoint.id()));
            long begin = System.nanoTime();
            dispatcher.start();
            if (!delivered.await(MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(delivered.getCount() + " were not delivered");
            }
            long end = System.nanoTime();
            drained.forEach(endpoint -> dispatcher.endpoints().pause(endpoint.id()));
            return count / ((end - begin) / 1e9);
        }
    }

    /** Lets all waiting deliveries go. */
    void resume(WebhookDispatcher dispatcher) {
        endpoints.forEach(endpoint -> dispatcher.endpoints().resume(endpoint.id()));
    }

    private WebhookDispatcher dispatcher(WebhookListener listener) {
        return dispatcher(storage(), listener);
    }

    WebhookDispatcher dispatcher(PostgresStorage storage, WebhookListener... listeners) {
        DispatcherBuilder builder = WebhookDispatcher.builder()
                .storage(storage)
                .transport(OkHttpTransport.builder()
                        .addressPolicy(AddressPolicy.unsafeForTests())
                        .maxIdleConnections(concurrency)
                        .build())
                .addressPolicy(AddressPolicy.unsafeForTests())
                .maxConcurrentAttempts(concurrency);
        List.of(listeners).forEach(builder::listener);
        customising.accept(builder);
        return builder.build();
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
