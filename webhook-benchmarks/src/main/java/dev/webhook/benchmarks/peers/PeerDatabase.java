package dev.webhook.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Connections to a schema that is made anew; its tables are found without naming it. Thread-safe. */
final class PeerDatabase implements AutoCloseable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String schema;
    private final HikariDataSource pool;

    PeerDatabase(String jdbcUrl, String schema, int connections) throws SQLException {
        this.schema = schema;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(connections);
        config.setMaxLifetime(0); // a backend that ends takes along what it tells of its CPU time
        config.setSchema(schema);
        pool = new HikariDataSource(config);
        execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        execute("CREATE SCHEMA " + schema);
    }

    HikariDataSource pool() {
        return pool;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Does at once what autovacuum does in time. */
    void vacuum() throws SQLException {
        String tables;
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables WHERE schemaname = '"
                                + schema + "'")) {
            row.next();
            tables = row.getString(1);
        }
        execute("VACUUM (ANALYZE) " + tables);
    }

    /** Waits until {@code sql} counts none. */
    void awaitNone(String sql) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (long left = count(sql); left > 0; left = count(sql)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(left + " jobs were sent, but are not done");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private long count(String sql) throws SQLException {
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
