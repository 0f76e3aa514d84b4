package dev.webhook.benchmarks.chaos;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.jdbi.PostgresStorage;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import redis.clients.jedis.UnifiedJedis;

/**
 * One node, in a JVM of its own: delivers until its standard input ends, or until it is killed. It prints when it
 * has started, how many attempts its listener heard of, and when it ends, the threads that it leaves behind; none should be. {@link NodeProcess}
 * starts it.
 *
 * <p>Not thread-safe.
 */
public final class DispatcherNode {

    static final String STARTED = "started";
    static final String ATTEMPTED = "attempted ";
    static final String LEFT = "threads left: ";

    private static final List<String> JVM_WIDE = List.of("OkHttp TaskRunner", "Okio Watchdog", "Cleaner-");

    /** A thread that was told to end may live on for an instant. */
    private static final long PATIENCE_MILLIS = 5_000;

    private DispatcherNode() {}

    /**
     * Runs the node, by the {@link NodeSettings} in the environment.
     *
     * @param args the node's name, and the most attempts at a time
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        NodeSettings settings = NodeSettings.of(System.getenv());
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Tally tally = new Tally();
        PostgresStorage storage = settings.storage(PostgresStorage.pooled(settings.pool(args[0])));
        try (UnifiedJedis jedis = settings.client();
                WebhookDispatcher dispatcher = settings.dispatcher(
                                storage, jedis, args[0], Integer.parseInt(args[1]), NodeSettings.ALLOWED)
                        .listener(tally)
                        .build()) {
            dispatcher.start();
            System.out.println(STARTED);
            while (System.in.read() >= 0) {
                // whatever is typed, it goes on
            }
        }
        System.out.println(ATTEMPTED + tally.attempted.get() + " in all");
        System.out.println(LEFT + threadsSince(before));
    }

    private static String threadsSince(Set<Thread> before) throws InterruptedException {
        for (long waited = 0; ; waited += 50) {
            Set<Thread> left = Thread.getAllStackTraces().keySet();
            left.removeAll(before);
            left.removeIf(DispatcherNode::isTheJvms);
            if (left.isEmpty() || waited >= PATIENCE_MILLIS) {
                return left.stream().map(Thread::getName).sorted().collect(Collectors.joining(", "));
            }
            Thread.sleep(50);
        }
    }

    /** HTTP client and driver have a few daemons for a whole JVM, whoever else uses them. */
    private static boolean isTheJvms(Thread thread) {
        return thread.getThreadGroup() == null
                || thread.getThreadGroup().getName().equals("system")
                || (thread.isDaemon() && JVM_WIDE.stream().anyMatch(thread.getName()::startsWith));
    }

    private static final class Tally implements WebhookListener {

        private static final int STEP = 50;

        private final AtomicLong attempted = new AtomicLong();

        @Override
        public void attempted(DeliveryReport report) {
            long count = attempted.incrementAndGet();
            if (count % STEP == 0) {
                System.out.println(ATTEMPTED + count);
            }
        }
    }
}
