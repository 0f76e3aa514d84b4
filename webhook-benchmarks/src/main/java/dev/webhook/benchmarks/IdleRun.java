package dev.webhook.benchmarks;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What a started dispatcher costs that has nothing to do, beside many endpoints and partitions. */
final class IdleRun {

    private static final int ENDPOINTS = 10_000;
    private static final int DAYS = 90;
    private static final Duration SETTLING = Duration.ofMinutes(3);

    private final Bench bench;
    private final Duration time;
    private final PrintStream out;

    IdleRun(Bench bench, Duration time, PrintStream out) {
        this.bench = bench;
        this.time = time;
        this.out = out;
    }

    void run() throws SQLException, InterruptedException {
        try (Library library = new Library(bench.jdbcUrl(), "idle", 1)) {
            makePartitions(library);
            try (WebhookDispatcher dispatcher = library.dispatcher(library.storage(), new WebhookListener() {})) {
                for (int i = 0; i < ENDPOINTS; i++) {
                    dispatcher
                            .endpoints()
                            .register(i, EndpointSpec.url(bench.urls().get(0)).subscribe("order.placed"));
                }
                dispatcher.start();
                Thread.sleep(
                        SETTLING.toMillis()); // the first reads, the first housekeeping and compiling are not idleness
                measure(library);
            }
        }
    }

    private static void makePartitions(Library library) throws SQLException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int i = 1; i < DAYS; i++) {
            LocalDate day = today.minusDays(i);
            library.execute("CREATE TABLE IF NOT EXISTS webhook_events_"
                    + day.toString().replace('-', '_')
                    + " PARTITION OF webhook_events FOR VALUES FROM ('" + day + "T00:00Z') TO ('" + day.plusDays(1)
                    + "T00:00Z')");
        }
    }

    private void measure(Library library) throws InterruptedException {
        Duration own = Bench.ownCpu();
        Duration server = bench.serverCpu();
        Duration compiled = compiling();
        library.pool().start();
        Thread.sleep(time.toMillis());
        long statements = library.pool().stop().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        out.printf(
                "%n| idle for %d s, %,d endpoints, %d partitions of events | |%n", time.toSeconds(), ENDPOINTS, DAYS);
        out.println("|---|---|");
        out.printf(
                "| CPU of the JVM | %.2f %% of a core |%n",
                percent(Bench.ownCpu().minus(own)));
        out.printf(
                "| of it compiling, as the JVM still does | %.2f %% of a core |%n",
                percent(compiling().minus(compiled)));
        out.printf(
                "| CPU of PostgreSQL | %.2f %% of a core |%n",
                percent(bench.serverCpu().minus(server)));
        out.printf("| statements, COMMIT included | %.1f/s |%n%n", statements / (double) time.toSeconds());
    }

    private static Duration compiling() {
        return Duration.ofMillis(ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
    }

    private double percent(Duration cpu) {
        return 100.0 * cpu.toNanos() / time.toNanos();
    }
}
