package dev.webhook.benchmarks;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;

/**
 * How fast waiting deliveries are sent and recorded before a transaction of the host's holds a snapshot open, and after it
 * has for long: all that while no dead row can be removed.
 */
final class SnapshotRounds {

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
        try (Library library = new Library(bench.jdbcUrl(), "snapshot", concurrency)) {
            library.register(bench.urls());
            drain(library);
            Figures before = drain(library);
            Figures after;
            int drains = 0;
            try (Connection host = DriverManager.getConnection(bench.jdbcUrl())) {
                hold(host);
                long end = System.nanoTime() + held.toNanos();
                while (System.nanoTime() < end) {
                    library.fill(count);
                    library.drain(count);
                    drains++;
                }
                after = drain(library);
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

    private Figures drain(Library library) throws SQLException, InterruptedException {
        Figures rates = new Figures();
        for (int i = 0; i < rounds; i++) {
            library.fill(count);
            rates.add(library.drain(count));
        }
        return rates;
    }

    private static void hold(Connection host) throws SQLException {
        host.setAutoCommit(false);
        host.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = host.createStatement()) {
            statement.execute("SELECT");
        }
    }
}
