package dev.webhook.testkit;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit extension that fails a test which leaves threads of a dispatcher behind, or during which an exception was
 * caught by nobody on any thread. The failure names the threads and shows their stacks.
 *
 * <p>A test class uses it by {@code @ExtendWith(LeakCheck.class)}.
 *
 * <p>Threads are known by the beginning of their name, {@code webhook-} unless {@link #ofThreads} says otherwise; those
 * that ran before the test are not held against it. They have 5 seconds to end after the test's {@code @AfterEach}
 * methods, so close what a test opens there or in the test, not by {@code @AutoClose}, which comes later. Virtual threads
 * can't be listed and go unseen.
 *
 * <p>While a test runs, the JVM's default handler of uncaught exceptions is this extension's. Don't use it where tests
 * run concurrently in one JVM: it can't know which test a thread belongs to.
 *
 * <p>Thread-safe.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakCheck.class);

    private final List<String> prefixes;

    /** Makes a check of threads whose names begin with {@code webhook-}, as {@code @ExtendWith} does. */
    public LeakCheck() {
        this(List.of("webhook-"));
    }

    private LeakCheck(List<String> prefixes) {
        this.prefixes = prefixes;
    }

    /**
     * Returns a check, for {@code @RegisterExtension}, of threads whose names begin with one of {@code prefixes}, such as
     * the name given to the dispatcher's builder.
     *
     * @throws IllegalArgumentException if there is none, or one is blank
     */
    public static LeakCheck ofThreads(String... prefixes) {
        List<String> names = List.of(prefixes);
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("give the beginning of a thread's name, not " + names);
        }
        return new LeakCheck(names);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(this, LeakCheckWatch.begin(prefixes));
    }

    /**
     * Ends the check.
     *
     * @throws AssertionError if threads are left, or exceptions were caught by nobody
     */
    @Override
    public void afterEach(ExtensionContext context) {
        LeakCheckWatch watch = context.getStore(NAMESPACE).remove(this, LeakCheckWatch.class);
        if (watch != null) {
            watch.end(PATIENCE);
        }
    }
}
