package dev.webhook.jdbi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A pool that gives a server's connection to each transaction anew, as PgBouncer does with {@code pool_mode = transaction}:
 * whoever has a connection of it gets another of the server's for each transaction, and for each statement in auto-commit
 * mode. Statements aren't prepared. Thread-safe; its connections aren't.
 */
final class TransactionPool extends PGSimpleDataSource implements AutoCloseable {

    private static final String LEFT = """
            SELECT 'setting ' || name FROM pg_settings
            WHERE source = 'session' AND name <> 'application_name' -- the driver sets it
            UNION ALL SELECT 'advisory lock' FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
            UNION ALL SELECT 'prepared statement' FROM pg_prepared_statements
            UNION ALL SELECT 'cursor ' || name FROM pg_cursors WHERE name <> ''
            UNION ALL SELECT 'channel ' || channel FROM pg_listening_channels() AS channel
            UNION ALL SELECT 'temporary table ' || relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()""";

    private static final Set<String> ENDS = Set.of("commit", "rollback");
    private static final Set<String> MAKES_STATEMENTS = Set.of("prepareStatement", "createStatement", "prepareCall");

    private final transient ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final transient Collection<Connection> all = new ConcurrentLinkedQueue<>();
    private final transient Set<String> leftovers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger transactions = new AtomicInteger();

    private TransactionPool() {}

    /** Returns a pool for the database at {@code url}. */
    static TransactionPool of(String url, String user, String password) throws SQLException {
        TransactionPool pool = new TransactionPool();
        pool.setUrl(url);
        pool.setUser(user);
        pool.setPassword(password);
        pool.setPrepareThreshold(0);
        return pool;
    }

    /** Returns what a transaction has left in its session when it ended, of all that have ended. */
    Set<String> leftovers() {
        return Set.copyOf(leftovers);
    }

    /** Returns how many transactions there were, or statements in auto-commit mode. */
    int transactions() {
        return transactions.get();
    }

    /** Returns how many connections of the server there are. */
    int serverConnections() {
        return all.size();
    }

    @Override
    public Connection getConnection() {
        return proxy(Connection.class, new Logical()::invoke);
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : all) {
            connection.close();
        }
    }

    /** The one that has been idle for the longest, of two at least, so that nobody gets the same twice in a row. */
    private Connection borrow() throws SQLException {
        Connection connection = all.size() < 2 ? null : idle.pollFirst();
        if (connection == null) {
            connection = super.getConnection();
            all.add(connection);
        }
        return connection;
    }

    private void giveBack(Connection connection) throws SQLException {
        transactions.incrementAndGet();
        connection.setAutoCommit(true);
        if (!connection.isClosed()) {
            look(connection);
            idle.addLast(connection);
        }
    }

    private void look(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(LEFT)) {
            while (rows.next()) {
                leftovers.add(rows.getString(1));
            }
        }
    }

    private interface Call {
        @Nullable
        Object on(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> call.on(method, arguments)));
    }

    private static @Nullable Object run(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** What the client has: a connection of the server's from the begin of a transaction to its end. */
    private final class Logical {

        private final List<Statement> open = new ArrayList<>();
        private @Nullable Connection server;
        private boolean autoCommit = true;
        private boolean closed;

        @Nullable
        Object invoke(Method method, Object @Nullable [] arguments) throws Throwable {
            return switch (method.getName()) {
                case "getAutoCommit" -> autoCommit;
                case "isClosed" -> closed;
                case "setAutoCommit" -> {
                    autoCommit = arguments != null && (boolean) arguments[0];
                    release();
                    yield null;
                }
                case "close" -> {
                    closed = true;
                    if (server != null && !autoCommit) {
                        server.rollback();
                    }
                    release();
                    yield null;
                }
                default -> onServer(method, arguments);
            };
        }

        private @Nullable Object onServer(Method method, Object @Nullable [] arguments) throws Throwable {
            if (server == null) {
                server = borrow();
                server.setAutoCommit(autoCommit);
            }
            Object result = run(server, method, arguments);
            if (ENDS.contains(method.getName())) {
                release();
            } else if (MAKES_STATEMENTS.contains(method.getName())) {
                Statement statement = (Statement) result;
                open.add(statement);
                return proxy(statementType(method), (called, given) -> onStatement(statement, called, given));
            }
            return result;
        }

        private @Nullable Object onStatement(Statement statement, Method called, Object @Nullable [] given)
                throws Throwable {
            Object answer = run(statement, called, given);
            if (called.getName().equals("close") && open.remove(statement) && autoCommit && open.isEmpty()) {
                release();
            }
            return answer;
        }

        @SuppressWarnings("unchecked")
        private Class<? extends Statement> statementType(Method method) {
            return (Class<? extends Statement>) method.getReturnType();
        }

        private void release() throws SQLException {
            Connection done = server;
            server = null;
            open.clear();
            if (done != null) {
                giveBack(done);
            }
        }
    }
}
