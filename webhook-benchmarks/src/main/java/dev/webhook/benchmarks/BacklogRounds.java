package dev.webhook.benchmarks;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How fast waiting deliveries are sent and recorded with nothing else in the tables, with many that wait behind a parked
 * lane, and with many that are finished, in alternating rounds.
 */
final class BacklogRounds {

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int concurrency;
    private final int backlog;
    private final PrintStream out;

    private record Measured(String name, Library library, Figures rates, Figures serverCpu) {

        Measured(String name, Library library) {
            this(name, library, new Figures(), new Figures());
        }
    }

    BacklogRounds(Bench bench, int rounds, int count, int concurrency, int backlog, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.concurrency = concurrency;
        this.backlog = backlog;
        this.out = out;
    }

    void run() throws SQLException, InterruptedException {
        try (Library alone = library("alone");
                Library parked = library("parked");
                Library finished = library("finished")) {
            parked.fill(1);
            Backlog.multiply(parked, backlog, true);
            finished.fill(1);
            finished.drain(1);
            Backlog.multiply(finished, backlog, false);
            List<Measured> all = List.of(
                    new Measured("alone", alone),
                    new Measured("the backlog waits behind a parked lane", parked),
                    new Measured("the backlog is finished", finished));
            List<Measured> order = new ArrayList<>(all);
            for (int i = 0; i <= rounds; i++) {
                for (Measured one : order) {
                    measure(one, i);
                }
                Collections.rotate(order, 1);
            }
            print(all);
        }
    }

    /** The first round is for warming up. */
    private void measure(Measured one, int round) throws SQLException, InterruptedException {
        one.library.fillOthers(count);
        Duration before = bench.serverCpu();
        double rate = one.library.drainOthers(count);
        double micros = bench.serverCpu().minus(before).toNanos() / 1e3 / count;
        out.printf(Locale.ROOT, "round %d: %s %.0f/s, %.0f us%n", round, one.name, rate, micros);
        if (round > 0) {
            one.rates.add(rate);
            one.serverCpu.add(micros);
        }
    }

    /** Its first endpoint has the backlog. */
    private Library library(String schema) throws SQLException {
        Library library = new Library(bench.jdbcUrl(), schema, concurrency);
        library.register(bench.urls());
        return library;
    }

    private void print(List<Measured> all) {
        Measured alone = all.get(0);
        out.printf(
                Locale.ROOT,
                "%n| %,d deliveries, a backlog of %,d, %d rounds | rate | by the same round's alone | CPU of PostgreSQL |%n",
                count,
                backlog,
                rounds);
        out.println("|---|---|---|---|");
        for (Measured one : all) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %s/s | %s | %s us |%n",
                    one.name,
                    one.rates.show(0),
                    one.rates.by(alone.rates).show(2),
                    one.serverCpu.show(0));
        }
        out.println();
    }
}
