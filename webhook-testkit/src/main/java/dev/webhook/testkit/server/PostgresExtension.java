package dev.webhook.testkit.server;

import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that hands PostgreSQL to constructors and methods of tests: by parameters of type
 * {@link PostgresServer}, one server for the whole run; {@link PostgresDatabase}, an empty one for each test class, which
 * its nested classes share; {@link PostgresClock}, that database's clock.
 *
 * <pre>{@code
 * @ExtendWith(PostgresExtension.class)
 * class OrdersIT {
 *     OrdersIT(PostgresDatabase database) { … }
 * }
 * }</pre>
 *
 * <p>What is first asked for is made then: {@link PostgresServer#find()}. If there is no server, the test fails. With
 * JUnit before 5.13 databases aren't dropped at the end of their class; a server that was started ends with the JVM.
 *
 * <p>Thread-safe.
 */
public final class PostgresExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    /** Makes the extension, as {@code @ExtendWith} does. */
    public PostgresExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == PostgresServer.class || type == PostgresDatabase.class || type == PostgresClock.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == PostgresServer.class) {
            return server(context);
        }
        return type == PostgresDatabase.class ? database(context) : clock(context);
    }

    private static PostgresServer server(ExtensionContext context) {
        return only(PostgresServer.class, context.getRoot().getStore(NAMESPACE), PostgresServer::find);
    }

    private static PostgresDatabase database(ExtensionContext context) {
        PostgresServer server = server(context);
        ExtensionContext outermost = outermost(context);
        String name = outermost.getRequiredTestClass().getSimpleName();
        return only(PostgresDatabase.class, outermost.getStore(NAMESPACE), () -> server.createDatabase(name));
    }

    private static PostgresClock clock(ExtensionContext context) {
        PostgresDatabase database = database(context);
        return only(PostgresClock.class, outermost(context).getStore(NAMESPACE), () -> PostgresClock.install(database));
    }

    @SuppressWarnings("deprecation") // its successor came with JUnit 6, and JUnit 5 is to do
    private static <T> T only(Class<T> type, Store store, Supplier<T> maker) {
        return Objects.requireNonNull(store.getOrComputeIfAbsent(type, key -> maker.get(), type));
    }

    /** The context of the outermost class, just below the root. */
    private static ExtensionContext outermost(ExtensionContext context) {
        ExtensionContext one = context;
        while (one.getParent().isPresent() && !one.getParent().get().equals(context.getRoot())) {
            one = one.getParent().get();
        }
        return one;
    }
}
