package dev.webhook.benchmarks;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/** How fast deliveries are sent and recorded whose endpoints answer after a while: what is in flight bounds it. */
final class SlowRounds {

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int concurrency;
    private final PrintStream out;
    private final Figures drained = new Figures();
    private final Figures ownCpu = new Figures();
    private final Figures serverCpu = new Figures();

    SlowRounds(Bench bench, int rounds, int count, int concurrency, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.concurrency = concurrency;
        this.out = out;
    }

    void run() throws SQLException, InterruptedException {
        try (Library library = new Library(bench.jdbcUrl(), "slow", concurrency)) {
            library.register(bench.slowUrls());
            for (int i = -rounds; i < rounds; i++) {
                round(library, i >= 0);
            }
            print();
        }
    }

    private void round(Library library, boolean counts) throws SQLException, InterruptedException {
        library.fill(count);
        Duration own = Bench.ownCpu();
        Duration servers = bench.serverCpu();
        double rate = library.drain(count);
        if (counts) {
            drained.add(rate);
            ownCpu.add(Bench.ownCpu().minus(own).toNanos() / 1e3 / count);
            serverCpu.add(bench.serverCpu().minus(servers).toNanos() / 1e3 / count);
        }
    }

    private void print() {
        out.printf(
                Locale.ROOT,
                "%n| %,d deliveries answered after %d ms, %d rounds | median (least-most) |%n|---|---|%n",
                count,
                Receiver.SLOW_MILLIS,
                rounds);
        out.printf(Locale.ROOT, "| the library, %d slots | %s/s |%n", concurrency, drained.show(0));
        out.printf(Locale.ROOT, "| the slots allow | %,d/s |%n", concurrency * 1_000 / Receiver.SLOW_MILLIS);
        out.printf(Locale.ROOT, "| CPU of the JVM for each delivery | %s us |%n", ownCpu.show(0));
        out.printf(Locale.ROOT, "| CPU of PostgreSQL for each delivery | %s us |%n%n", serverCpu.show(0));
    }
}
