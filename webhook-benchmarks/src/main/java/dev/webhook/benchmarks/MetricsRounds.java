package dev.webhook.benchmarks;

import dev.webhook.influxdb.InfluxMetrics;
import dev.webhook.testkit.server.InfluxProcess;
import java.io.PrintStream;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    private long points;
    private long dropped;

    /** Deliveries with metrics for an InfluxDB, or without metrics. */
    private record Measured(String name, Optional<URI> influxDb, Figures rates) {

        Measured(String name, @Nullable URI influxDb) {
            this(name, Optional.ofNullable(influxDb), new Figures());
        }
    }

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
                List<Measured> all = List.of(
                        new Measured("without metrics", null),
                        new Measured("InfluxDB is dead", killed.uri()),
                        new Measured("InfluxDB hangs", suspended.uri()));
                List<Measured> order = new ArrayList<>(all);
                for (int i = 0; i <= rounds; i++) {
                    for (Measured one : order) {
                        library.fill(count);
                        double rate = drain(library, one);
                        out.printf("round %d: %s %.0f/s%n", i, one.name, rate);
                        if (i > 0) {
                            one.rates.add(rate);
                        }
                    }
                    Collections.rotate(order, 1);
                }
                print(all);
            } finally {
                suspended.resume();
            }
        }
    }

    private double drain(Library library, Measured one) throws InterruptedException {
        if (one.influxDb.isEmpty()) {
            return library.drain(count);
        }
        InfluxMetrics metrics = InfluxMetrics.builder(one.influxDb.get().toString(), "token", "org", "bucket")
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

    private void print(List<Measured> all) {
        out.printf(
                "%n| %,d deliveries, %d slots, %d rounds | rate | by the same round's without |%n",
                count, concurrency, rounds);
        out.println("|---|---|---|");
        for (Measured one : all) {
            out.printf(
                    "| %s | %s/s | %s |%n",
                    one.name, one.rates.show(0), one.rates.by(all.get(0).rates).show(2));
        }
        out.printf("%nPoints: %,d; dropped, and counted: %,d%n%n", points, dropped);
    }
}
