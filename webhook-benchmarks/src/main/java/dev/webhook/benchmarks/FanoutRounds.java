package dev.webhook.benchmarks;

import dev.webhook.benchmarks.chart.Bar;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How fast events that wait in the inbox are fanned out, sent and recorded, by how many of the endpoints each goes to: all of
 * them in each round, each round beginning with another, after as many rounds for warming up. The deliveries are as many.
 */
final class FanoutRounds {

    /** So many endpoints there are, and so many an event goes to at most. */
    static final int ENDPOINTS = 1_000;

    private static final List<Integer> FANOUTS = List.of(1, 10, ENDPOINTS);

    private static final String LEFT =
            "SELECT (SELECT count(*) FROM webhook_event_inbox) + (SELECT count(*) FROM webhook_queue)";

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int concurrency;
    private final PrintStream out;

    /** @param count how many deliveries, a multiple of {@link #ENDPOINTS} */
    FanoutRounds(Bench bench, int rounds, int count, int concurrency, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.concurrency = concurrency;
        this.out = out;
    }

    /** Events that go to so many endpoints each, and what was measured of them. */
    private record Measured(int fanout, Library library, Figures rates) {

        String name() {
            return fanout == 1 ? "1 endpoint" : String.format(Locale.ROOT, "%,d endpoints", fanout);
        }
    }

    /** Returns the deliveries a second. */
    List<Bar> run() throws SQLException, InterruptedException {
        List<Measured> all = new ArrayList<>();
        try {
            for (int fanout : FANOUTS) {
                Library library = new Library(bench.jdbcUrl(), "fanout_" + fanout, concurrency);
                all.add(new Measured(fanout, library, new Figures()));
                library.registerActive(bench.urls(ENDPOINTS), fanout);
            }
            for (int i = -rounds; i < rounds; i++) {
                List<Measured> order = new ArrayList<>(all);
                Collections.rotate(order, -i);
                for (Measured one : order) {
                    measure(one, i >= 0);
                }
            }
            print(all);
            return all.stream()
                    .map(one -> one.rates.bar("each event to " + one.name()))
                    .toList();
        } finally {
            all.forEach(one -> one.library.close());
        }
    }

    private void measure(Measured one, boolean counts) throws SQLException, InterruptedException {
        one.library.publish(count / one.fanout);
        double rate = one.library.deliver(count);
        if (one.library.ask(LEFT) != 0) {
            throw new IllegalStateException("events to " + one.name() + " had more deliveries than " + count);
        }
        if (counts) {
            one.rates.add(rate);
            out.printf(Locale.ROOT, "round: each event to %s %.0f/s%n", one.name(), rate);
        }
    }

    private void print(List<Measured> all) {
        out.printf(
                Locale.ROOT,
                "%n| %,d deliveries, %d slots, %d rounds | events | deliveries/s | by the same round's 1 |%n",
                count,
                concurrency,
                rounds);
        out.println("|---|---|---|---|");
        for (Measured one : all) {
            out.printf(
                    Locale.ROOT,
                    "| each event to %s | %,d | %s | %s |%n",
                    one.name(),
                    count / one.fanout,
                    one.rates.show(0),
                    one.rates.by(all.get(0).rates).show(2));
        }
        out.println();
    }
}
