package dev.webhook.testkit.server;

import java.sql.SQLException;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Starts PostgreSQL by Testcontainers; apart from the rest because Testcontainers may be missing. Thread-safe. */
final class PostgresContainer {

    private static final String IMAGE = "postgres:18";

    private PostgresContainer() {}

    @SuppressWarnings("resource") // the server closes it, or Testcontainers at the JVM's end
    static PostgresServer start() throws SQLException {
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
        container.start();
        return PostgresServer.connect(
                PostgresServer.Source.CONTAINER,
                container.getJdbcUrl(),
                container.getUsername(),
                container.getPassword(),
                container::stop);
    }
}
