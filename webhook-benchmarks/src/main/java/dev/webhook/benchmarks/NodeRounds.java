package dev.webhook.benchmarks;

import dev.webhook.WebhookDispatcher;
import dev.webhook.benchmarks.chart.Bar;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How fast one node, two and four deliver what waits, each in a JVM of its own that is started for it: all of them in each
 * round, each round beginning with another, after one round for warming up the server.
 */
final class NodeRounds {

    private static final List<Integer> NODES = List.of(1, 2, 4);

    /** So many times what is measured waits before each start: four nodes warm up by as much, and some is left. */
    private static final int WAITING = 3;

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final PrintStream out;

    NodeRounds(Bench bench, int rounds, int count, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.out = out;
    }

    /** So many nodes, and what was measured of them. */
    private record Measured(int nodes, Figures rates) {

        String name() {
            return nodes == 1 ? "1 node" : nodes + " nodes";
        }
    }

    /** Returns the deliveries a second. */
    List<Bar> run() throws IOException, SQLException, InterruptedException {
        List<Measured> all =
                NODES.stream().map(nodes -> new Measured(nodes, new Figures())).toList();
        try (Library library = new Library(bench.jdbcUrl(), "nodes", DispatcherProcess.SLOTS);
                WebhookDispatcher operator = library.dispatcher(library.storage())) {
            library.register(bench.urls());
            for (int i = 0; i <= rounds; i++) {
                List<Measured> order = new ArrayList<>(all);
                Collections.rotate(order, -i);
                for (Measured one : order) {
                    double rate = rate(library, operator, one.nodes);
                    if (i > 0) {
                        one.rates.add(rate);
                        out.printf(Locale.ROOT, "round: %s %.0f/s%n", one.name(), rate);
                    }
                }
            }
        }
        print(all);
        return all.stream().map(one -> one.rates.bar(one.name())).toList();
    }

    /** Has as many wait as always, and so many nodes deliver of them: all begin at once, and warm up before it is measured. */
    private double rate(Library library, WebhookDispatcher operator, int nodes)
            throws IOException, SQLException, InterruptedException {
        library.fill(WAITING * count - (int) DeliveryRate.waiting(library));
        List<Process> started = new ArrayList<>();
        try {
            for (int i = 0; i < nodes; i++) {
                started.add(DispatcherProcess.start(List.of(), bench.jdbcUrl(), library.schema(), ""));
            }
            library.resume(operator);
            int warmingUp = nodes * count / NODES.get(NODES.size() - 1);
            int left = WAITING * count - warmingUp;
            return DeliveryRate.of(library, started, left, count);
        } finally {
            started.forEach(JavaProcess::end);
            library.pause(operator);
        }
    }

    private void print(List<Measured> all) {
        out.printf(
                Locale.ROOT,
                "%n| %,d of %,d deliveries, %d slots for each node, %d rounds | deliveries/s | by the same round's 1 |%n",
                count,
                WAITING * count,
                DispatcherProcess.SLOTS,
                rounds);
        out.println("|---|---|---|");
        for (Measured one : all) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s |%n",
                    one.name(),
                    one.rates.show(0),
                    one.rates.by(all.get(0).rates).show(2));
        }
        out.println();
    }
}
