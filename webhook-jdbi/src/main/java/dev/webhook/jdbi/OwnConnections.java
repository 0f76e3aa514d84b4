package dev.webhook.jdbi;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Connections in auto-commit mode, whatever mode the pool has them in: Jdbi takes one that is not for one whose transaction
 * somebody else ends, and commits nothing. They are given back as they were. Thread-safe.
 */
final class OwnConnections implements ConnectionFactory {

    private final DataSource dataSource;
    private final Set<Connection> switched = ConcurrentHashMap.newKeySet();

    OwnConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
                switched.add(connection);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try (connection) {
            if (switched.remove(connection)) {
                connection.setAutoCommit(false);
            }
        }
    }
}
