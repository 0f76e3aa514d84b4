package dev.webhook.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A pool that counts what goes to the server while it is told to; else it stands aside. Thread-safe. */
final class CountingDataSource extends HikariDataSource {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private volatile boolean counting;

    CountingDataSource(HikariConfig config) {
        super(config);
    }

    /** Forgets what was counted, and begins. */
    void start() {
        counts.clear();
        counting = true;
    }

    /** Returns how often each statement was run since the start, by its first line, and how many transactions ended. */
    Map<String, Long> stop() {
        counting = false;
        Map<String, Long> counted = new TreeMap<>();
        counts.forEach((statement, count) -> counted.put(statement, count.sum()));
        return counted;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return counting ? counted(Connection.class, connection, "") : connection;
    }

    private <T> T counted(Class<T> type, T target, String sql) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    count(method, arguments, sql);
                    Object result = invoke(target, method, arguments);
                    if (result instanceof PreparedStatement statement) {
                        return counted(PreparedStatement.class, statement, (String) arguments[0]);
                    }
                    return result instanceof Statement statement ? counted(Statement.class, statement, "") : result;
                }));
    }

    private void count(Method method, Object @Nullable [] arguments, String sql) {
        if (method.getName().startsWith("execute")) {
            String text =
                    arguments != null && arguments.length > 0 && arguments[0] instanceof String given ? given : sql;
            add(text.lines().filter(line -> !line.isBlank()).findFirst().orElse("?"));
        } else if (method.getName().equals("commit") || method.getName().equals("rollback")) {
            add(method.getName());
        }
    }

    private void add(String statement) {
        counts.computeIfAbsent(statement, key -> new LongAdder()).increment();
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
