package dev.webhook.jdbi;

import java.sql.Connection;
import java.util.Objects;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Handles on connections of the caller's, by one Jdbi, which parses a statement once: {@code Jdbi.create(connection)} would
 * do so each time, and {@code Jdbi.open(connection)} closes the connection with the handle. Thread-safe.
 */
final class CallersConnections implements ConnectionFactory {

    private static final ThreadLocal<Connection> OPENING = new ThreadLocal<>();
    private final Jdbi jdbi = Database.jdbi(this);

    /** Returns a handle on {@code connection}; closing it leaves the connection and its transaction alone. */
    Handle open(Connection connection) {
        OPENING.set(connection);
        try {
            return jdbi.open();
        } finally {
            OPENING.remove();
        }
    }

    @Override
    public Connection openConnection() {
        return Objects.requireNonNull(OPENING.get());
    }

    @Override
    public void closeConnection(Connection connection) {
        // is the caller's
    }
}
