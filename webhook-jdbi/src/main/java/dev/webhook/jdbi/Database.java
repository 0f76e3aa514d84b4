package dev.webhook.jdbi;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.core.statement.Update;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * The way to PostgreSQL: transactions and the named statements that run in them. Nothing that outlives a transaction is
 * set on a connection, so that a pool may change it for each. Thread-safe.
 */
final class Database {

    private static final int MOST_TRIES = 4;

    /**
     * Rows are looked up by their keys, also where the planner thinks better of it because a table was empty when it was
     * last analysed: a plan that is kept from then would scan a million rows later. Nor by a bitmap, which has all versions
     * of a row in it, where a scan of the index begins with the latest. Before PostgreSQL 18, what is switched off costs so
     * much that the server would compile each statement that can't do without, which takes longer than to run it. And as no
     * value would lead to another plan, none is made for each.
     */
    private static final String BY_KEY =
            "; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off;"
                    + " SET LOCAL enable_mergejoin = off; SET LOCAL jit = off;"
                    + " SET LOCAL plan_cache_mode = force_generic_plan";

    private static final String UNLIMITED = "SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0";

    private final Jdbi jdbi;
    private final TimeLimits limits;
    private final CallersConnections callers = new CallersConnections();
    private final Statements statements;
    private volatile Function<String, CompletableFuture<Void>> announcing =
            table -> CompletableFuture.completedFuture(null);

    Database(DataSource dataSource, String schema) {
        this(dataSource, schema, TimeLimits.DEFAULT);
    }

    Database(DataSource dataSource, String schema, TimeLimits limits) {
        this.jdbi = jdbi(new OwnConnections(dataSource));
        this.limits = limits;
        this.statements = new Statements(schema);
    }

    /** Returns a Jdbi whose exceptions show no values, which can be secret: it shows them beside the statement. */
    static Jdbi jdbi(ConnectionFactory connections) {
        Jdbi jdbi = Jdbi.create(connections).installPlugin(new PostgresPlugin());
        jdbi.registerArrayType(OffsetDateTime.class, "timestamptz"); // the plug-in does from Jdbi 3.55 on
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        return jdbi;
    }

    /** Returns what is set in each transaction. */
    static String settings(TimeLimits limits) {
        return limits.settings() + BY_KEY;
    }

    /**
     * Has {@code announcing} told of a table whose partition a session didn't find. A transaction is run again when the
     * future is done; a caller's own fails.
     */
    void whenPartitionIsNotFound(Function<String, CompletableFuture<Void>> announcing) {
        this.announcing = announcing;
    }

    private CompletableFuture<Void> announced(RuntimeException failure) {
        return Failures.withoutPartition(failure)
                .map(announcing)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Runs {@code work} in a transaction, which is run again as a whole if others were in its way. */
    <T> T transaction(Function<Handle, T> work) {
        return again(() -> jdbi.inTransaction(handle -> {
            handle.execute(settings(limits));
            return work.apply(handle);
        }));
    }

    /** Runs {@code work}, a single statement, which is a transaction by itself: nothing goes to begin and to end one. */
    <T> T statement(Function<Handle, T> work) {
        return again(() -> limited(work));
    }

    private <T> T again(Supplier<T> transaction) {
        for (int tries = 1; ; tries++) {
            try {
                return transaction.get();
            } catch (RuntimeException e) {
                if (tries == MOST_TRIES || !Failures.isTransient(e)) {
                    throw Failures.translated(e);
                }
                if (tries == 1) {
                    announced(e).join();
                }
            }
        }
    }

    /** Runs {@code work} in a transaction, once: it can't be run again. Has no limit of time. */
    void once(Consumer<Handle> work) {
        try {
            jdbi.useTransaction(handle -> {
                handle.execute(UNLIMITED);
                work.accept(handle);
            });
        } catch (RuntimeException e) {
            throw Failures.translated(e);
        }
    }

    /**
     * Runs a statement that is refused in a transaction. The driver cancels it after {@code longest}, since a limit of
     * the server's would be a setting of the connection.
     */
    void outsideTransaction(String sql, Duration longest) {
        try {
            jdbi.useHandle(handle -> {
                Connection connection = handle.getConnection();
                boolean autoCommit = connection.getAutoCommit();
                connection.setAutoCommit(true);
                try (Statement statement = connection.createStatement()) {
                    statement.setQueryTimeout((int) longest.toSeconds());
                    statement.execute(sql);
                } finally {
                    connection.setAutoCommit(autoCommit);
                }
            });
        } catch (SQLException e) {
            throw Failures.translated(new ConnectionException(e));
        } catch (RuntimeException e) {
            throw Failures.translated(e);
        }
    }

    /** Returns the server's time. */
    Instant now() {
        return read(handle -> query(handle, "housekeeping/now")
                .map((row, context) -> Times.instant(row, "now"))
                .one());
    }

    /** Runs {@code work}, a single statement that changes nothing. */
    <T> T read(Function<Handle, T> work) {
        try {
            return limited(work);
        } catch (RuntimeException e) {
            throw Failures.translated(e);
        }
    }

    /** Has the driver see to the limit, since one of the server's would need a transaction, or outlive the statement. */
    private <T> T limited(Function<Handle, T> work) {
        return jdbi.withHandle(handle -> {
            handle.configure(
                    SqlStatements.class,
                    statements ->
                            statements.setQueryTimeout((int) limits.statement().toSeconds()));
            return work.apply(handle);
        });
    }

    /** Runs {@code work} on a connection of the caller's, in the caller's transaction, and leaves both open. */
    <T> T on(Connection connection, Function<Handle, T> work) {
        try (Handle handle = callers.open(connection)) {
            return work.apply(handle);
        } catch (RuntimeException e) {
            CompletableFuture<Void> unused = announced(e); // for the caller's next try
            throw Failures.translated(e);
        }
    }

    /** Waits until no other transaction makes rows of {@code table}, and keeps others waiting until this one ends. */
    void inTurn(Handle handle, String table) {
        query(handle, "make_in_turn")
                .bind("table", qualified(table))
                .mapTo(int.class)
                .one();
    }

    /** Returns the query {@code sql/<name>.sql}. */
    Query query(Handle handle, String name) {
        return handle.createQuery(statements.get(name));
    }

    /** Returns the update {@code sql/<name>.sql}. */
    Update update(Handle handle, String name) {
        return handle.createUpdate(statements.get(name));
    }

    /** Returns {@code name} of a table or function, qualified with the schema. */
    String qualified(String name) {
        return statements.qualified(name);
    }
}
