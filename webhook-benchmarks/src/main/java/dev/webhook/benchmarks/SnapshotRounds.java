package dev.webhook.benchmarks;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.event.Event;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How fast waiting deliveries are sent and recorded before a transaction of the host's holds a snapshot open, and after it
 * has for long: all that while no dead row can be removed.
 */
final class SnapshotRounds {

    private static final int MINUTES = 10;

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int concurrency;
    private final Duration held;
    private final PrintStream out;

    SnapshotRounds(Bench bench, int rounds, int count, int concurrency, Duration held, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.concurrency = concurrency;
        this.held = held;
        this.out = out;
    }

    void run() throws SQLException, InterruptedException {
        Subscriber subscriber = new Subscriber();
        try (Library library = new Library(bench.jdbcUrl(), "snapshot", concurrency);
                WebhookDispatcher node = library.dispatcher(library.storage(), subscriber)) {
            library.register(bench.urls());
            node.start();
            drain(library, node, subscriber);
            Figures before = drain(library, node, subscriber);
            Figures after;
            int drains = 0;
            try (Connection host = DriverManager.getConnection(bench.jdbcUrl())) {
                hold(host);
                long end = System.nanoTime() + held.toNanos();
                while (System.nanoTime() < end) {
                    subscriber.drain(library, node, count);
                    drains++;
                }
                after = drain(library, node, subscriber);
            }
            out.printf(
                    Locale.ROOT,
                    "%n| %,d deliveries, %d slots, %d rounds | deliveries/s |%n|---|---|%n",
                    count,
                    concurrency,
                    rounds);
            out.printf(Locale.ROOT, "| before | %s |%n", before.show(0));
            out.printf(
                    Locale.ROOT,
                    "| a snapshot held for %d s and %d drains | %s |%n",
                    held.toSeconds(),
                    drains,
                    after.show(0));
            out.printf(Locale.ROOT, "| the medians' ratio | %.2f |%n%n", after.median() / before.median());
        }
    }

    private Figures drain(Library library, WebhookDispatcher node, Subscriber subscriber) throws InterruptedException {
        Figures rates = new Figures();
        for (int i = 0; i < rounds; i++) {
            rates.add(subscriber.drain(library, node, count));
        }
        return rates;
    }

    /** Hears how far a node has come that runs all the time, since to start one is another thing. */
    private static final class Subscriber implements WebhookListener {

        private volatile CountDownLatch routed = new CountDownLatch(0);
        private volatile CountDownLatch delivered = new CountDownLatch(0);

        @Override
        public void routed(Event event, int deliveries) {
            routed.countDown();
        }

        @Override
        public void delivered(DeliveryReport report) {
            delivered.countDown();
        }

        /** Has so many deliveries wait, lets them go, and returns how many a second were sent and recorded. */
        double drain(Library library, WebhookDispatcher node, int count) throws InterruptedException {
            routed = new CountDownLatch(count);
            delivered = new CountDownLatch(count);
            library.publish(count);
            await(routed);
            long begin = System.nanoTime();
            library.resume(node);
            await(delivered);
            double rate = count / ((System.nanoTime() - begin) / 1e9);
            library.pause(node);
            return rate;
        }

        private static void await(CountDownLatch latch) throws InterruptedException {
            if (!latch.await(MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(latch.getCount() + " are missing");
            }
        }
    }

    private static void hold(Connection host) throws SQLException {
        host.setAutoCommit(false);
        host.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = host.createStatement()) {
            statement.execute("SELECT");
        }
    }
}
