package dev.webhook.testkit.server;

import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * A JUnit extension that hands InfluxDB to constructors and methods of tests: by parameters of type {@link InfluxServer},
 * one for the whole run, in which a test makes a database of its own; and {@link InfluxProcess}, one for the test class
 * or method that asks, which is closed after it.
 *
 * <p>What is first asked for is made then. No dependency brings an InfluxDB: where there is none, the test is skipped;
 * but if the environment variable {@code CI} is set, it fails. What was started ends with the JVM.
 *
 * <p>Thread-safe.
 */
public final class InfluxExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(InfluxExtension.class);

    private final boolean required;

    /** Makes the extension, as {@code @ExtendWith} does. */
    public InfluxExtension() {
        this(System.getenv("CI") != null);
    }

    InfluxExtension(boolean required) {
        this.required = required;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == InfluxServer.class || type == InfluxProcess.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == InfluxServer.class
                ? only(context.getRoot(), InfluxServer.class, InfluxServer::find)
                : only(context, InfluxProcess.class, InfluxProcess::start);
    }

    @SuppressWarnings("deprecation") // its successor came with JUnit 6, and JUnit 5 is to do
    private <T> T only(ExtensionContext context, Class<T> type, Supplier<T> maker) {
        return Objects.requireNonNull(
                context.getStore(NAMESPACE).getOrComputeIfAbsent(type, key -> orSkipped(maker), type));
    }

    <T> T orSkipped(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalStateException e) {
            if (required) {
                throw e;
            }
            throw new TestAbortedException(e.getMessage(), e);
        }
    }
}
