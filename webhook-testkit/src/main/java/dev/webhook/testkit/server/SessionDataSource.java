package dev.webhook.testkit.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens a connection for each call, in a time zone that brings a hidden UTC to light. The driver sends the JVM's zone
 * when it connects, and that beats a setting of the database or the role, so the zone is set afterwards.
 *
 * <p>Thread-safe.
 */
final class SessionDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1;
    private static final String ZONE = "Asia/Kathmandu";

    SessionDataSource(String url, String user, String password) {
        setUrl(url);
        setUser(user);
        setPassword(password);
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        Connection connection = super.getConnection(user, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE '" + ZONE + "'");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
