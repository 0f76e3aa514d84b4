package dev.webhook.benchmarks.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known from outside the library, in tables beside its own: the events that were committed, the requests that
 * the receiver logged, the nodes and when they were killed. Connections are of {@link #SCHEMA}. Not thread-safe.
 */
final class Ledger {

    static final String SCHEMA = "webhook_chaos";

    /** A node; {@code killedAt} is null if it ended by itself, {@code openAtLeast} is what was asked for at its kill. */
    record Node(
            String name,
            int slots,
            int openAtLeast,
            @Nullable Instant killedAt) {}

    private Ledger() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text("ledger.sql"));
        }
    }

    /** Notes an event in the transaction that publishes it. */
    static void published(Connection connection, UUID event, String type) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO audit_published VALUES (?, ?)")) {
            statement.setObject(1, event);
            statement.setString(2, type);
            statement.execute();
        }
    }

    static void received(Connection connection, List<Received> log) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO audit_received (node, message_id,"
                + " request_url, status, arrived_at, answered_at) VALUES (?, ?, ?, ?, ?, ?)")) {
            for (Received request : log) {
                statement.setString(1, request.node);
                statement.setString(2, request.messageId);
                statement.setString(3, request.url);
                statement.setInt(4, request.status);
                statement.setTimestamp(5, Timestamp.from(request.arrivedAt));
                statement.setTimestamp(6, timestamp(request.answeredAt()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static void nodes(Connection connection, List<Node> nodes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO audit_nodes (node, slots," + " open_at_least, killed_at) VALUES (?, ?, ?, ?)")) {
            for (Node node : nodes) {
                statement.setString(1, node.name());
                statement.setInt(2, node.slots());
                statement.setInt(3, node.openAtLeast());
                statement.setTimestamp(4, timestamp(node.killedAt()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    static String text(String resource) {
        try (InputStream stream = Ledger.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(stream, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
