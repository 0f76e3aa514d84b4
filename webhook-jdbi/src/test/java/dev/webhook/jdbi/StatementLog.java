package dev.webhook.jdbi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What was asked of a connection that costs a round trip, in order. For one thread at a time. */
final class StatementLog {

    private static final Set<String> ROUND_TRIPS = Set.of("setSavepoint", "releaseSavepoint", "rollback", "commit");

    private final List<String> asked = new ArrayList<>();

    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Returns {@code connection}, with all that is asked of it noted here. */
    Connection on(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (ROUND_TRIPS.contains(method.getName())) {
                asked.add(method.getName());
            }
            Object result = call(() -> method.invoke(connection, arguments));
            if (result instanceof PreparedStatement prepared) {
                return noted(PreparedStatement.class, prepared, (String) arguments[0]);
            }
            return result instanceof Statement statement ? noted(Statement.class, statement, "") : result;
        });
    }

    private <S extends Statement> S noted(Class<S> type, S statement, String prepared) {
        return proxy(type, (proxy, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                asked.add(prepared.isEmpty() ? (String) arguments[0] : prepared);
            }
            return call(() -> method.invoke(statement, arguments));
        });
    }

    private interface Call {
        Object made() throws ReflectiveOperationException;
    }

    private static Object call(Call call) throws Throwable {
        try {
            return call.made();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(StatementLog.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
