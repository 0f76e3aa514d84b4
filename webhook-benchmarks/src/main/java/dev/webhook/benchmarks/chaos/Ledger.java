package dev.webhook.benchmarks.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known from outside the library, in tables beside its own: the events that were committed, the requests that
 * the receiver logged, the nodes and what happened to them, the faults. Connections are of {@link #SCHEMA}. Not
 * thread-safe.
 */
final class Ledger {

    static final String SCHEMA = "webhook_chaos";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * A node.
     *
     * @param openAtLeast how many requests were asked to be open at its kill
     * @param killedAt null if it ended by itself
     * @param suspendedAt null if it never was
     * @param attempted how many attempts its listener heard of, as far as it told
     * @param left the threads that it left behind, or null if it didn't tell
     */
    record Node(
            String name,
            int slots,
            int openAtLeast,
            @Nullable Instant killedAt,
            @Nullable Instant suspendedAt,
            long attempted,
            @Nullable String left) {}

    /** Something that was done to a target; {@code endedAt} is when all was well again, as far as that can be seen. */
    record Fault(String name, String target, Instant beganAt, Instant endedAt) {}

    /** What an endpoint was from one instant to another: paused, disabled, failing. */
    record Spell(UUID endpoint, String state, Instant since, Instant until) {}

    /** A transaction of the application's; {@code error} is null if it was committed or rolled back. */
    record HostTransaction(
            Instant beganAt, Duration took, @Nullable String error) {}

    /** A place that was searched for secrets. */
    record Searched(String place, long characters, @Nullable String found) {}

    /** A connection to an address that is denied. */
    record Dial(Instant at) {}

    private Ledger() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text("ledger.sql"));
        }
    }

    /** Notes an event in the transaction that publishes it. */
    static void published(Connection connection, UUID event, long owner, String type, Instant at) throws SQLException {
        insert(
                connection,
                "audit_published (event_id, event_type, user_id, published_at)",
                List.of(event),
                one -> row(event, type, owner, at));
    }

    static void received(Connection connection, List<Received> log) throws SQLException {
        insert(
                connection,
                "audit_received (node, message_id, request_url, status, arrived_at, answered_at, signed_at, verified,"
                        + " newest, body_hash)",
                log,
                one -> row(
                        one.node,
                        one.messageId,
                        one.url,
                        one.status,
                        one.arrivedAt,
                        one.answeredAt(),
                        one.proof.signedAt(),
                        one.proof.verified(),
                        one.proof.newest(),
                        one.proof.bodyHash()));
    }

    static void nodes(Connection connection, List<Node> nodes) throws SQLException {
        insert(
                connection,
                "audit_nodes (node, slots, open_at_least, killed_at, suspended_at, attempted, threads_left)",
                nodes,
                one -> row(
                        one.name, one.slots, one.openAtLeast, one.killedAt, one.suspendedAt, one.attempted, one.left));
    }

    static void faults(Connection connection, List<Fault> faults) throws SQLException {
        insert(
                connection,
                "audit_faults (fault, target, began_at, ended_at)",
                faults,
                one -> row(one.name, one.target, one.beganAt, one.endedAt));
    }

    static void spells(Connection connection, List<Spell> spells) throws SQLException {
        insert(
                connection,
                "audit_spells (webhook_id, state, since, until)",
                spells,
                one -> row(one.endpoint, one.state, one.since, one.until));
    }

    static void transactions(Connection connection, List<HostTransaction> transactions) throws SQLException {
        insert(
                connection,
                "audit_transactions (began_at, ended_at, error)",
                transactions,
                one -> row(one.beganAt, one.beganAt.plus(one.took), one.error));
    }

    static void searched(Connection connection, List<Searched> places) throws SQLException {
        insert(
                connection,
                "audit_searched (place, characters, found)",
                places,
                one -> row(one.place, one.characters, one.found));
    }

    static void dials(Connection connection, List<Dial> dials) throws SQLException {
        insert(connection, "audit_dials (dialled_at)", dials, one -> row(one.at));
    }

    static void rest(Connection connection, long waiting, long leased, long connections) throws SQLException {
        insert(
                connection,
                "audit_rest (waiting, leased, connections)",
                List.of(waiting),
                one -> row(waiting, leased, connections));
    }

    /** Returns how many connections the nodes have; the server may hear of an end a moment later. */
    static long connectionsOfNodes(Connection connection) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet row = statement.executeQuery(text("connections.sql"))) {
                    row.next();
                    if (row.getLong(1) == 0 || System.nanoTime() > end) {
                        return row.getLong(1);
                    }
                }
            }
        }
    }

    private interface Row<T> {
        List<@Nullable Object> of(T one);
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static <T> void insert(Connection connection, String into, List<T> rows, Row<T> columns)
            throws SQLException {
        long count = into.chars().filter(c -> c == ',').count();
        String sql = "INSERT INTO " + into + " VALUES (?" + ", ?".repeat((int) count) + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T row : rows) {
                List<@Nullable Object> values = columns.of(row);
                for (int i = 0; i < values.size(); i++) {
                    statement.setObject(
                            i + 1, values.get(i) instanceof Instant instant ? Timestamp.from(instant) : values.get(i));
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static String text(String resource) {
        try (InputStream stream = Ledger.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(stream, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
