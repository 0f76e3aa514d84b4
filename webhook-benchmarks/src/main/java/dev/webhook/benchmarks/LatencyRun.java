package dev.webhook.benchmarks;

import dev.webhook.WebhookDispatcher;
import dev.webhook.benchmarks.chart.ChartDirectory;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * Measures the time from before publish to arrival, at a steady rate: on one node, and where one JVM publishes and another
 * delivers; with PostgreSQL's queue and with Redis's, by turns. Server and receiver are on this machine.
 */
public final class LatencyRun {

    private static final int ENDPOINTS = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private LatencyRun() {}

    /** Runs it, and ends the JVM with the exit status. */
    public static void main(String[] args) throws IOException, SQLException {
        System.exit(run(args, System.out, System.err));
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) throws IOException, SQLException {
        LatencyPlan plan;
        try {
            plan = LatencyPlan.of(args);
        } catch (IllegalArgumentException e) {
            err.println("usage: LatencyRun " + LatencyPlan.USAGE);
            return 2;
        }
        ChartDirectory charts = ChartDirectory.of(plan.svg());
        try (Bench bench = new Bench(plan.jdbcUrl());
                RedisProcess redis = RedisProcess.builder().start();
                ScriptedReceiver receiver = ScriptedReceiver.start();
                LatencySetup first = setup("PostgreSQL, one JVM", "latency_p1", bench, "", receiver, false);
                LatencySetup second =
                        setup("PostgreSQL, another JVM delivers", "latency_p2", bench, "", receiver, true);
                LatencySetup third = setup("Redis, one JVM", "latency_r1", bench, redis.uri() + "", receiver, false);
                LatencySetup fourth =
                        setup("Redis, another JVM delivers", "latency_r2", bench, redis.uri() + "", receiver, true)) {
            List<LatencySetup> setups = List.of(first, second, third, fourth);
            plan.warmUp(setups);
            out.printf(Locale.ROOT, "load %.1f%n%n", Bench.load());
            plan.measure(setups);
            print(plan, setups, out);
            plan.draw(charts, "latency.svg", "From publish to arrival", setups);
        }
        return 0;
    }

    private static LatencySetup setup(
            String name, String schema, Bench bench, String redis, ScriptedReceiver receiver, boolean apart)
            throws IOException, SQLException {
        LatencySetup.migrate(bench.jdbcUrl(), schema);
        UnifiedJedis jedis = DispatcherProcess.client(redis);
        WebhookDispatcher dispatcher = DispatcherProcess.dispatcher(bench.jdbcUrl(), schema, jedis);
        Process other = apart ? DispatcherProcess.start(List.of(), bench.jdbcUrl(), schema, redis) : null;
        LatencySetup setup =
                new LatencySetup(name, "/" + schema, receiver, dispatcher, () -> close(other, dispatcher, jedis));
        for (int i = 0; i < ENDPOINTS; i++) {
            setup.register(setup.url(), TIMEOUT);
        }
        if (!apart) {
            dispatcher.start();
        }
        return setup;
    }

    private static void close(@Nullable Process other, WebhookDispatcher dispatcher, @Nullable UnifiedJedis jedis) {
        if (other != null) {
            JavaProcess.end(other);
        }
        dispatcher.close();
        if (jedis != null) {
            jedis.close();
        }
    }

    private static void print(LatencyPlan plan, List<LatencySetup> setups, PrintStream out) {
        out.printf(Locale.ROOT, "| %s | p50 | p99 | p99.9 |%n|---|---|---|---|%n", plan.said());
        for (LatencySetup setup : setups) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %s ms | %s ms | %s ms |%n",
                    setup.name(),
                    setup.figures(Percentile.P50).show(1),
                    setup.figures(Percentile.P99).show(1),
                    setup.figures(Percentile.P999).show(1));
        }
    }
}
