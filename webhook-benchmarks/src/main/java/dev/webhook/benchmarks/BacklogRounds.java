package dev.webhook.benchmarks;

import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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

    private record Measured(String name, Library library, Figures figures) {}

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
                    new Measured("alone", alone, new Figures()),
                    new Measured("the backlog waits behind a parked lane", parked, new Figures()),
                    new Measured("the backlog is finished", finished, new Figures()));
            List<Measured> order = new ArrayList<>(all);
            for (int i = 0; i <= rounds; i++) {
                for (Measured one : order) {
                    double rate = one.library.drainOthers(count);
                    out.printf("round %d: %s %.0f/s%n", i, one.name, rate);
                    if (i > 0) {
                        one.figures.add(rate);
                    }
                }
                Collections.rotate(order, 1);
            }
            print(all);
        }
    }

    /** Its first endpoint has the backlog. */
    private Library library(String schema) throws SQLException {
        Library library = new Library(bench.jdbcUrl(), schema, concurrency);
        library.register(bench.urls());
        return library;
    }

    private void print(List<Measured> all) {
        out.printf(
                "%n| %,d deliveries, a backlog of %,d, %d rounds | median (least-most) | by the same round's alone |%n",
                count, backlog, rounds);
        out.println("|---|---|---|");
        for (Measured one : all) {
            out.printf(
                    "| %s | %s/s | %s |%n",
                    one.name,
                    one.figures.show(0),
                    one.figures.by(all.get(0).figures).show(2));
        }
        out.println();
    }
}
