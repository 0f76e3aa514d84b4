package dev.webhook.testkit.server;

import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension that hands Redis to constructors and methods of tests: by parameters of type {@link RedisServer} and
 * {@link RedisCluster}, each one for the whole run, in which a test begins its keys with a prefix of its own.
 *
 * <pre>{@code
 * @ExtendWith(RedisExtension.class)
 * class OrdersIT {
 *     OrdersIT(RedisServer server) { … }
 * }
 * }</pre>
 *
 * <p>What is first asked for is made then: {@link RedisServer#find()}, {@link RedisCluster#start()}. If there is no server,
 * the test fails. What was started ends with the JVM.
 *
 * <p>Thread-safe.
 */
public final class RedisExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(RedisExtension.class);

    /** Makes the extension, as {@code @ExtendWith} does. */
    public RedisExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RedisServer.class || type == RedisCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RedisServer.class
                ? only(context, RedisServer.class, RedisServer::find)
                : only(context, RedisCluster.class, RedisCluster::start);
    }

    @SuppressWarnings("deprecation") // its successor came with JUnit 6, and JUnit 5 is to do
    private static <T> T only(ExtensionContext context, Class<T> type, Supplier<T> maker) {
        return Objects.requireNonNull(
                context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(type, key -> maker.get(), type));
    }
}
