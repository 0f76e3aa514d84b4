package dev.webhook.benchmarks;

import dev.webhook.influxdb.InfluxMetrics;
import dev.webhook.testkit.server.InfluxProcess;
import java.io.PrintStream;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What an InfluxDB that is dead, or hangs, costs deliveries: how fast waiting ones are sent and recorded without metrics, and
 * with metrics for each of the two, in alternating rounds.
 */
final class MetricsRounds {

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int concurrency;
    private final PrintStream out;
    private final Figures without = new Figures();
    private final Figures dead = new Figures();
    private final Figures hung = new Figures();
    private long points;
    private long dropped;

    MetricsRounds(Bench bench, int rounds, int count, int concurrency, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.concurrency = concurrency;
        this.out = out;
    }

    void run() throws SQLException, InterruptedException {
        try (Library library = new Library(bench.jdbcUrl(), "metrics", concurrency);
                InfluxProcess killed = InfluxProcess.start();
                InfluxProcess suspended = InfluxProcess.start()) {
            library.register(bench.urls());
            killed.kill();
            suspended.suspend();
            try {
                for (int i = -1; i < rounds; i++) {
                    round(library, killed.uri(), suspended.uri(), i);
                }
            } finally {
                suspended.resume();
            }
            print();
        }
    }

    private void round(Library library, URI killed, URI suspended, int number)
            throws SQLException, InterruptedException {
        double withDead = number % 2 == 0 ? drain(library, killed) : 0;
        library.fill(count);
        double plain = library.drain(count);
        double withHung = drain(library, suspended);
        if (number % 2 != 0) {
            withDead = drain(library, killed);
        }
        if (number >= 0) {
            without.add(plain);
            dead.add(withDead);
            hung.add(withHung);
            out.printf("round: without metrics %.0f/s; InfluxDB dead %.0f/s, hung %.0f/s%n", plain, withDead, withHung);
        }
    }

    private double drain(Library library, URI influxDb) throws SQLException, InterruptedException {
        library.fill(count);
        InfluxMetrics metrics = InfluxMetrics.builder(influxDb.toString(), "token", "org", "bucket")
                .closeTimeout(Duration.ZERO)
                .build();
        double rate;
        try (metrics) {
            rate = library.drain(count, metrics);
        }
        points += 2L * count;
        dropped += metrics.dropped();
        return rate;
    }

    private void print() {
        out.printf(
                "%n| %,d deliveries, %d slots, %d rounds | rate | by the same round's without |%n",
                count, concurrency, rounds);
        out.println("|---|---|---|");
        out.printf("| without metrics | %s/s | 1 |%n", without.show(0));
        out.printf(
                "| InfluxDB is dead | %s/s | %s |%n",
                dead.show(0), dead.by(without).show(2));
        out.printf(
                "| InfluxDB hangs | %s/s | %s |%n%n",
                hung.show(0), hung.by(without).show(2));
        out.printf("Points: %,d; dropped, and counted: %,d%n%n", points, dropped);
    }
}
