package dev.webhook.benchmarks.chaos;

import com.zaxxer.hikari.HikariConfig;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresProcess;
import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a run plays on: PostgreSQL, Redis if there is one, three nodes with networks of their own, the application, the
 * receiver. Not thread-safe.
 */
final class Cluster implements AutoCloseable {

    private static final List<String> NAMES = List.of("north", "south", "west");

    /** The application waits no longer for a connection: it has to count a failure, and goes on. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    final PostgresProcess postgres;
    final @Nullable RedisProcess redis;
    final NodeSettings settings;
    final Application application;
    final SecretsKnown secrets = new SecretsKnown();
    final Cast cast;
    final Receiver receiver;
    final TcpProxy toReceiver;
    final DeniedPort denied;
    final List<Node> nodes = new ArrayList<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** @param ahead how far all clocks but the machine's are ahead */
    Cluster(boolean withRedis, Duration ahead) throws IOException, SQLException {
        postgres = part(PostgresProcess.builder().set("max_connections", "200").start());
        redis = withRedis ? part(RedisProcess.builder().start()) : null;
        settings = new NodeSettings(database(ahead), redis == null ? null : redis.uri(), ahead);
        HikariConfig pool = settings.pool("application");
        pool.setConnectionTimeout(PATIENCE.toMillis());
        application = part(new Application(settings, pool));
        cast = new Cast(application, secrets);
        receiver = part(Receiver.start(cast, secrets, settings.clock()));
        toReceiver = part(TcpProxy.before(receiver.port()));
        denied = part(DeniedPort.open(settings.clock()));
        cast.subscribe(receiver.port(), toReceiver.port(), denied.number());
        for (String name : NAMES) {
            nodes.add(part(node(name)));
        }
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    /** Makes a database whose clock is ahead, and in which the schema needn't be named. */
    private String database(Duration ahead) throws SQLException {
        PostgresDatabase database = postgres.server().createDatabase("chaos");
        PostgresClock.install(database).advance(ahead);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + database.name() + " SET search_path = " + Ledger.SCHEMA
                    + ", test_clock, pg_catalog");
        }
        return database.loginUrl();
    }

    private Node node(String name) throws IOException {
        URI server = URI.create(settings.jdbcUrl().substring("jdbc:".length()));
        TcpProxy toPostgres = TcpProxy.before(server.getPort());
        TcpProxy toRedis = redis == null ? null : TcpProxy.before(redis.uri().getPort());
        String url = settings.jdbcUrl().replace(":" + server.getPort() + "/", ":" + toPostgres.port() + "/");
        URI redisUrl = toRedis == null ? null : URI.create("redis://127.0.0.1:" + toRedis.port());
        return new Node(name, new NodeSettings(url, redisUrl, settings.ahead()), toPostgres, toRedis);
    }

    /** Runs a statement as the server's owner, in the database of the run. */
    void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        while (!parts.isEmpty()) {
            close(parts.pop());
        }
    }

    private static void close(AutoCloseable part) throws IOException {
        try {
            part.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
