package dev.webhook.benchmarks;

import dev.webhook.WebhookListener;
import dev.webhook.benchmarks.chart.Bar;
import dev.webhook.memory.InMemoryStorage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How fast waiting deliveries are sent and recorded, on PostgreSQL and in memory, beside the same requests by OkHttp alone, in
 * alternating rounds after as many for warming up.
 */
final class DrainRounds {

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int concurrency;
    private final PrintStream out;
    private final Figures enqueued = new Figures();
    private final Figures blocking = new Figures();
    private final Figures drained = new Figures();
    private final Figures drainedInMemory = new Figures();
    private final Figures ownCpu = new Figures();
    private final Figures serverCpu = new Figures();
    private final Figures wal = new Figures();

    DrainRounds(Bench bench, int rounds, int count, int concurrency, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.concurrency = concurrency;
        this.out = out;
    }

    /** Returns the requests a second. */
    List<Bar> run() throws SQLException, InterruptedException {
        try (Library library = new Library(bench.jdbcUrl(), "drain", concurrency);
                PlainOkHttp plain = new PlainOkHttp()) {
            library.register(bench.urls());
            for (int i = 0; i < rounds; i++) {
                warmUp(library, plain);
            }
            for (int i = 0; i < rounds; i++) {
                round(library, plain);
            }
            print();
            printStatements(library);
            return List.of(
                    enqueued.bar("OkHttp's Dispatcher, nothing stored"),
                    blocking.bar("OkHttp, blocking calls on " + PlainOkHttp.CONCURRENCY + " threads, nothing stored"),
                    drained.bar("the library, " + concurrency + " slots"),
                    drainedInMemory.bar("the library in memory, " + concurrency + " slots"));
        }
    }

    private void warmUp(Library library, PlainOkHttp plain) throws SQLException, InterruptedException {
        library.fill(count);
        plain.enqueued(count, bench.urls(), body());
        plain.blocking(count, bench.urls(), body());
        library.drain(count);
        drainMemory();
    }

    /** Does the same on storage in memory, which is made anew, since it keeps everything. */
    private double drainMemory() throws InterruptedException {
        InMemoryStorage storage = InMemoryStorage.create();
        Subscribers subscribers = new Subscribers(() -> storage, concurrency, builder -> {});
        subscribers.register(bench.urls(), 1);
        subscribers.pause();
        subscribers.publish(count, 0);
        subscribers.route();
        return subscribers.drain(count, 0, new WebhookListener() {});
    }

    private void round(Library library, PlainOkHttp plain) throws SQLException, InterruptedException {
        library.fill(count);
        enqueued.add(plain.enqueued(count, bench.urls(), body()));
        blocking.add(plain.blocking(count, bench.urls(), body()));
        Duration own = Bench.ownCpu();
        Duration servers = bench.serverCpu();
        long written = library.walBytes();
        drained.add(library.drain(count));
        wal.add((library.walBytes() - written) / (double) count);
        ownCpu.add(Bench.ownCpu().minus(own).toNanos() / 1e3 / count);
        serverCpu.add(bench.serverCpu().minus(servers).toNanos() / 1e3 / count);
        drainedInMemory.add(drainMemory());
        out.printf(
                "round: OkHttp %.0f/s enqueued, %.0f/s blocking; library %.0f/s, in memory %.0f/s%n",
                enqueued.last(), blocking.last(), drained.last(), drainedInMemory.last());
    }

    private static byte[] body() {
        return Bench.DATA.getBytes(StandardCharsets.UTF_8);
    }

    private void print() {
        out.printf("%n| %,d requests, %d rounds | median (least-most) |%n|---|---|%n", count, rounds);
        out.printf("| OkHttp's Dispatcher, nothing stored | %s/s |%n", enqueued.show(0));
        out.printf("| OkHttp, blocking calls on %d threads | %s/s |%n", PlainOkHttp.CONCURRENCY, blocking.show(0));
        out.printf("| the library, %d slots | %s/s |%n", concurrency, drained.show(0));
        out.printf("| of OkHttp's Dispatcher | %s |%n", drained.by(enqueued).show(2));
        out.printf("| the library in memory, %d slots | %s/s |%n", concurrency, drainedInMemory.show(0));
        out.printf(
                "| in memory, of OkHttp's Dispatcher | %s |%n",
                drainedInMemory.by(enqueued).show(2));
        out.printf("| CPU of the JVM for each delivery | %s us |%n", ownCpu.show(0));
        out.printf("| CPU of PostgreSQL for each delivery | %s us |%n", serverCpu.show(0));
        out.printf("| WAL for each delivery | %s bytes |%n%n", wal.show(0));
    }

    private void printStatements(Library library) throws SQLException, InterruptedException {
        library.fill(count);
        library.pool().start();
        library.drain(count);
        Map<String, Long> statements = library.pool().stop();
        long all = statements.values().stream().mapToLong(Long::longValue).sum();
        out.printf("Statements, COMMIT included, for each delivery: %.3f%n", all / (double) count);
        statements.forEach((statement, times) -> out.printf("%,9d  %s%n", times, statement));
    }
}
