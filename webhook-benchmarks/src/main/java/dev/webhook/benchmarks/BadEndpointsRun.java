package dev.webhook.benchmarks;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.benchmarks.chart.ChartDirectory;
import dev.webhook.delivery.Decision;
import dev.webhook.testkit.HostileReceiver;
import dev.webhook.testkit.ScriptedReceiver;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures what endpoints that are dead or hang cost the others: the time from before publish to arrival at those that answer,
 * at a steady rate, where all do, where one refuses connections, and where a fifth never answers, by turns. One JVM publishes
 * and delivers, with PostgreSQL's queue and circuits as they are by default. Server and receivers are on this machine.
 */
public final class BadEndpointsRun {

    private static final int ENDPOINTS = 100;
    private static final int DEAD = 1;
    private static final int HANGING = 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private BadEndpointsRun() {}

    /** A set-up, and how many of its attempts failed. */
    private record Trial(LatencySetup setup, LongAdder failed) implements AutoCloseable {

        @Override
        public void close() {
            setup.close();
        }
    }

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
            err.println("usage: BadEndpointsRun " + LatencyPlan.USAGE);
            return 2;
        }
        ChartDirectory charts = ChartDirectory.of(plan.svg());
        try (Bench bench = new Bench(plan.jdbcUrl());
                ScriptedReceiver receiver = ScriptedReceiver.start();
                HostileReceiver silent = HostileReceiver.start(HostileReceiver.Behaviour.NEVER_ANSWERS);
                Socket bound = bound();
                Trial healthy = trial("all healthy", "bad_none", bench, receiver, 0, "");
                Trial dead = trial(DEAD + " of " + ENDPOINTS + " dead", "bad_dead", bench, receiver, DEAD, url(bound));
                Trial hanging = trial(
                        HANGING + " of " + ENDPOINTS + " hanging",
                        "bad_hanging",
                        bench,
                        receiver,
                        HANGING,
                        silent.url("/hanging").value())) {
            List<Trial> trials = List.of(healthy, dead, hanging);
            List<LatencySetup> setups = trials.stream().map(Trial::setup).toList();
            plan.warmUp(setups);
            trials.forEach(trial -> out.printf(
                    Locale.ROOT,
                    "warmed up: %s, %d attempts failed%n",
                    trial.setup.name(),
                    trial.failed.sumThenReset()));
            out.printf(Locale.ROOT, "load %.1f%n%n", Bench.load());
            plan.measure(setups);
            print(plan, trials, out);
            plan.draw(charts, "bad-endpoints.svg", "From publish to arrival at healthy endpoints", setups);
        }
        return 0;
    }

    /** Takes a port on which nobody listens, so that connections are refused. */
    private static Socket bound() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    private static String url(Socket bound) {
        return "http://" + bound.getLocalAddress().getHostAddress() + ":" + bound.getLocalPort() + "/dead";
    }

    /** Sets up so many bad endpoints, evenly among the others. */
    private static Trial trial(
            String name, String schema, Bench bench, ScriptedReceiver receiver, int bad, String badUrl)
            throws SQLException {
        LatencySetup.migrate(bench.jdbcUrl(), schema);
        LongAdder failed = new LongAdder();
        WebhookDispatcher dispatcher =
                DispatcherProcess.dispatcher(bench.jdbcUrl(), schema, null, new WebhookListener() {
                    @Override
                    public void attempted(DeliveryReport report) {
                        failed.add(report.decision() instanceof Decision.Succeed ? 0 : 1);
                    }
                });
        LatencySetup setup = new LatencySetup(name, "/" + schema, receiver, dispatcher, dispatcher::close);
        for (int i = 0; i < ENDPOINTS; i++) {
            boolean isBad = bad > 0 && i % (ENDPOINTS / bad) == 0;
            setup.register(isBad ? badUrl : setup.url(), TIMEOUT);
        }
        dispatcher.start();
        return new Trial(setup, failed);
    }

    private static void print(LatencyPlan plan, List<Trial> trials, PrintStream out) {
        LatencySetup healthy = trials.get(0).setup;
        out.printf(
                Locale.ROOT,
                "| %s, at the healthy ones | p50 | by the same round's healthy | p99 | by the same round's healthy"
                        + " | attempts that failed |%n",
                plan.said());
        out.println("|---|---|---|---|---|---|");
        for (Trial trial : trials) {
            Figures median = trial.setup.figures(Percentile.P50);
            Figures tail = trial.setup.figures(Percentile.P99);
            out.printf(
                    Locale.ROOT,
                    "| %s | %s ms | %s | %s ms | %s | %,d |%n",
                    trial.setup.name(),
                    median.show(1),
                    median.by(healthy.figures(Percentile.P50)).show(2),
                    tail.show(1),
                    tail.by(healthy.figures(Percentile.P99)).show(2),
                    trial.failed.sum());
        }
    }
}
