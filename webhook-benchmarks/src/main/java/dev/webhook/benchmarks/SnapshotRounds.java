package dev.webhook.benchmarks;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.jdbi.PostgresStorage;
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
 * How fast what is published together is delivered and recorded, before and after long work at full speed, beside nothing
 * and beside a transaction of the host's that holds a snapshot all that while: no dead row can be removed then.
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
        out.printf(
                Locale.ROOT,
                "%n| %,d events, %d slots, %d rounds | delivered/s before | after %d s of it | drains meanwhile |%n"
                        + "|---|---|---|---|%n",
                count,
                concurrency,
                rounds,
                held.toSeconds());
        double without = measure("no snapshot is held", connection -> {});
        double with = measure("a snapshot is held", SnapshotRounds::hold);
        out.printf(Locale.ROOT, "| the one by the other | | %.2f | |%n%n", with / without);
    }

    /** What the host does with a connection of its own. */
    @FunctionalInterface
    private interface Host {
        void open(Connection connection) throws SQLException;
    }

    /** Prints a row, and returns the median rate after so long. */
    private double measure(String name, Host host) throws SQLException, InterruptedException {
        try (Library library = new Library(bench.jdbcUrl(), "snapshot", concurrency);
                Node node = new Node(library);
                Connection connection = DriverManager.getConnection(bench.jdbcUrl())) {
            drain(node);
            Figures before = drain(node);
            host.open(connection);
            int drains = 0;
            for (long end = System.nanoTime() + held.toNanos(); System.nanoTime() < end; drains++) {
                node.drain(count);
            }
            Figures after = drain(node);
            out.printf(Locale.ROOT, "| %s | %s | %s | %d |%n", name, before.show(0), after.show(0), drains);
            return after.median();
        }
    }

    private Figures drain(Node node) throws SQLException, InterruptedException {
        Figures rates = new Figures();
        for (int i = 0; i < rounds; i++) {
            rates.add(node.drain(count));
        }
        return rates;
    }

    /** A dispatcher that runs all the time, since to start one is another thing. */
    private final class Node implements WebhookListener, AutoCloseable {

        private final Library library;
        private final PostgresStorage storage;
        private final WebhookDispatcher dispatcher;
        private volatile CountDownLatch delivered = new CountDownLatch(0);

        Node(Library library) {
            this.library = library;
            library.registerActive(bench.urls(), 1);
            storage = library.storage();
            dispatcher = library.dispatcher(storage, this);
            dispatcher.start();
        }

        @Override
        public void delivered(DeliveryReport report) {
            delivered.countDown();
        }

        /** Publishes so many events at once, and returns how many a second were delivered from then on. */
        double drain(int count) throws SQLException, InterruptedException {
            delivered = new CountDownLatch(count);
            long begin = library.publishTogether(dispatcher, storage, count);
            if (!delivered.await(MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(delivered.getCount() + " were not delivered");
            }
            return count / ((System.nanoTime() - begin) / 1e9);
        }

        @Override
        public void close() {
            dispatcher.close();
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
