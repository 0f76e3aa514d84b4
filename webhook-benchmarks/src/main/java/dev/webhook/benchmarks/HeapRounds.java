package dev.webhook.benchmarks;

import dev.webhook.WebhookDispatcher;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** How fast a node of little heap delivers from a large backlog, and one of much, in alternating rounds after one each. */
final class HeapRounds {

    private static final String LITTLE = "-Xmx64m";
    private static final String MUCH = "-Xmx1g";
    private static final int BEFORE = 1_000;

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int backlog;
    private final PrintStream out;

    HeapRounds(Bench bench, int rounds, int count, int backlog, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.backlog = backlog;
        this.out = out;
    }

    void run() throws IOException, SQLException, InterruptedException {
        Figures little = new Figures();
        Figures much = new Figures();
        try (Library library = new Library(bench.jdbcUrl(), "heap", DispatcherProcess.SLOTS);
                WebhookDispatcher operator = library.dispatcher(library.storage())) {
            library.register(bench.urls().subList(0, 1));
            library.fill(1);
            Backlog.multiply(library, backlog, true);
            library.resume(operator);
            for (int i = 0; i <= rounds; i++) {
                double rateOfLittle = rate(library, LITTLE);
                double rateOfMuch = rate(library, MUCH);
                if (i > 0) {
                    little.add(rateOfLittle);
                    much.add(rateOfMuch);
                }
            }
        }
        out.printf(
                Locale.ROOT,
                "%n| %,d of a backlog of %,d, %d rounds | deliveries/s |%n|---|---|%n",
                count,
                backlog,
                rounds);
        out.printf(Locale.ROOT, "| %s | %s |%n| %s | %s |%n", MUCH, much.show(0), LITTLE, little.show(0));
        out.printf(Locale.ROOT, "| little by much | %s |%n%n", little.by(much).show(2));
    }

    /** Has a node deliver for a while, and returns how many it delivers a second once it is at work. */
    private double rate(Library library, String heap) throws IOException, SQLException, InterruptedException {
        Process node = DispatcherProcess.start(List.of(heap), bench.jdbcUrl(), library.schema(), "");
        try {
            return DeliveryRate.of(library, List.of(node), DeliveryRate.waiting(library) - BEFORE, count);
        } finally {
            JavaProcess.end(node);
        }
    }
}
