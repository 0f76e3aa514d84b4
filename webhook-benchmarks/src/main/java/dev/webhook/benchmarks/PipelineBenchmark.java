package dev.webhook.benchmarks;

import dev.webhook.benchmarks.chart.Bar;
import dev.webhook.benchmarks.chart.ChartDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * Measures the library with the PostgreSQL queue: publishing, draining beside OkHttp alone, draining beside a backlog, and
 * idling; draining with Redis's queue beside it, with metrics that nobody takes, to endpoints that take a while, under a
 * snapshot that stays open, with little heap, and beside other libraries, whose best settings a sweep finds; and events that
 * go to many endpoints, and several nodes. Prints tables in Markdown, and writes charts if it is told where. Servers and receiver are processes
 * of this machine.
 */
public final class PipelineBenchmark {

    private static final String USAGE =
            "usage: PipelineBenchmark [--parts publish,drain,backlog,queues,metrics,idle,slow,snapshot,heap,fanout,"
                    + "nodes,peers,sweep]"
                    + " [--rounds N] [--deliveries N] [--slots N] [--backlog N] [--publish-seconds N]"
                    + " [--idle-seconds N] [--hold-seconds N] [--points N] [--svg DIRECTORY]"
                    + " [--jdbc-url jdbc:postgresql://host/database?user=U&password=P]";
    private static final Set<String> OPTIONS = Set.of(
            "--parts",
            "--rounds",
            "--deliveries",
            "--slots",
            "--backlog",
            "--publish-seconds",
            "--idle-seconds",
            "--hold-seconds",
            "--svg",
            "--points",
            "--jdbc-url");
    private static final String DEFAULT = "publish,drain,backlog,queues,metrics,idle";
    private static final String ALL = DEFAULT + ",slow,snapshot,heap,fanout,nodes,peers,sweep";

    private PipelineBenchmark() {}

    /** What is to be measured, and how much of it. */
    private record Plan(
            List<String> parts,
            int rounds,
            int deliveries,
            int slots,
            int backlog,
            Duration publishing,
            Duration idling,
            Duration holding,
            String svg,
            int points,
            String jdbcUrl) {

        static Plan of(String[] args) {
            Options options = Options.of(args, OPTIONS);
            List<String> parts = List.of(options.text("--parts", DEFAULT).split(",", -1));
            if (!List.of(ALL.split(",", -1)).containsAll(parts)) {
                throw new IllegalArgumentException("--parts");
            }
            int deliveries = options.positive("--deliveries", 20_000);
            if (parts.contains("fanout") && deliveries % FanoutRounds.ENDPOINTS != 0) {
                throw new IllegalArgumentException("--deliveries");
            }
            return new Plan(
                    parts,
                    options.positive("--rounds", 5),
                    deliveries,
                    options.positive("--slots", 256),
                    options.positive("--backlog", 1_000_000),
                    Duration.ofSeconds(options.positive("--publish-seconds", 3)),
                    Duration.ofSeconds(options.positive("--idle-seconds", 60)),
                    Duration.ofSeconds(options.positive("--hold-seconds", 600)),
                    options.text("--svg", ""),
                    options.positive("--points", Integer.MAX_VALUE),
                    options.text("--jdbc-url", ""));
        }
    }

    /** Runs it, and ends the JVM with the exit status unless that is 0. */
    public static void main(String[] args) throws IOException, SQLException, InterruptedException, ExecutionException {
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        Plan plan;
        try {
            plan = Plan.of(args);
        } catch (IllegalArgumentException e) {
            err.println(USAGE);
            return 2;
        }
        measure(plan, out);
        return 0;
    }

    private static void measure(Plan plan, PrintStream out)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        ChartDirectory charts = ChartDirectory.of(plan.svg);
        try (Bench bench = new Bench(plan.jdbcUrl)) {
            out.printf(
                    "JDK %s, PostgreSQL %s, %d processors, load %.1f%n",
                    Runtime.version().feature(),
                    bench.version(),
                    Runtime.getRuntime().availableProcessors(),
                    Bench.load());
            for (String part : plan.parts) {
                measure(part, bench, plan, charts, out);
            }
            out.printf("load at the end %.1f%n", Bench.load());
        }
    }

    private static void measure(String part, Bench bench, Plan plan, ChartDirectory charts, PrintStream out)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        switch (part) {
            case "publish" -> draw(part, charts, new PublishRounds(bench, plan.rounds, plan.publishing, out).run());
            case "drain" ->
                draw(part, charts, new DrainRounds(bench, plan.rounds, plan.deliveries, plan.slots, out).run());
            case "backlog" ->
                new BacklogRounds(bench, plan.rounds, plan.deliveries, plan.slots, plan.backlog, out).run();
            case "queues" ->
                draw(part, charts, new QueueRounds(bench, plan.rounds, plan.deliveries, plan.slots, out).run());
            case "slow" -> new SlowRounds(bench, plan.rounds, plan.deliveries, plan.slots, out).run();
            case "snapshot" ->
                new SnapshotRounds(bench, plan.rounds, plan.deliveries, plan.slots, plan.holding, out).run();
            case "heap" -> new HeapRounds(bench, plan.rounds, plan.deliveries, plan.backlog, out).run();
            case "fanout" ->
                draw(part, charts, new FanoutRounds(bench, plan.rounds, plan.deliveries, plan.slots, out).run());
            case "nodes" -> draw(part, charts, new NodeRounds(bench, plan.rounds, plan.deliveries, out).run());
            case "metrics" -> new MetricsRounds(bench, plan.rounds, plan.deliveries, plan.slots, out).run();
            case "peers" ->
                draw(part, charts, new PeerRounds(bench, plan.rounds, plan.deliveries, plan.slots, out).run());
            case "sweep" -> new PeerSweep(bench, plan.rounds, plan.deliveries, plan.points, out).run();
            default -> new IdleRun(bench, plan.idling, out).run();
        }
    }

    /** Draws the chart of a part that has one, which is named after it. */
    private static void draw(String part, ChartDirectory charts, List<Bar> bars) throws IOException {
        String title = switch (part) {
            case "publish" -> "Transactions that insert an order";
            case "drain" -> "Waiting deliveries, sent and recorded";
            case "queues" -> "Waiting deliveries by the queue they wait in";
            case "fanout" -> "Waiting events by how many endpoints each goes to";
            case "nodes" -> "Waiting deliveries by how many nodes deliver them";
            default -> "Waiting deliveries by who delivers them";
        };
        String unit = switch (part) {
            case "publish" -> "orders/s";
            case "drain" -> "requests/s";
            default -> "deliveries/s";
        };
        charts.bars(part + ".svg", title, unit, bars);
    }
}
