package dev.webhook.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.benchmarks.chart.ChartDirectory;
import dev.webhook.benchmarks.chart.Line;
import dev.webhook.event.NewEvent;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * Measures the time from before publish to arrival, at a steady rate: on one node, and where one JVM publishes and another
 * delivers; with PostgreSQL's queue and with Redis's, by turns. Server and receiver are on this machine.
 */
public final class LatencyRun {

    private static final String USAGE = "usage: LatencyRun [--rounds N] [--seconds N] [--rate N] [--svg DIRECTORY]"
            + " [--jdbc-url jdbc:postgresql://host/database?user=U&password=P]";
    private static final Set<String> OPTIONS = Set.of("--rounds", "--seconds", "--rate", "--svg", "--jdbc-url");
    private static final List<Integer> PERCENTILES = List.of(50, 75, 90, 95, 99);
    private static final Pattern SENT = Pattern.compile("\"sent\":\"([^\"]+)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long OWNER = 7;
    private static final int ENDPOINTS = 20;
    private static final int WARM_UP_SECONDS = 20;

    /** So much of each round comes before what is measured, since a dispatcher that was idle looks less often at first. */
    private static final int LEAD_IN_SECONDS = 1;

    private LatencyRun() {}

    /** Runs it, and ends the JVM with the exit status. */
    public static void main(String[] args) throws IOException, SQLException {
        System.exit(run(args, System.out, System.err));
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) throws IOException, SQLException {
        int rounds;
        int seconds;
        int rate;
        String jdbcUrl;
        String svg;
        try {
            Options options = Options.of(args, OPTIONS);
            rounds = options.positive("--rounds", 5);
            seconds = options.positive("--seconds", 10);
            rate = options.positive("--rate", 200);
            jdbcUrl = options.text("--jdbc-url", "");
            svg = options.text("--svg", "");
        } catch (IllegalArgumentException e) {
            err.println(USAGE);
            return 2;
        }
        ChartDirectory charts = ChartDirectory.of(svg);
        try (Bench bench = new Bench(jdbcUrl);
                RedisProcess redis = RedisProcess.builder().start();
                ScriptedReceiver receiver = ScriptedReceiver.start();
                Setup first = new Setup("PostgreSQL, one JVM", "latency_p1", bench, "", receiver, false);
                Setup second = new Setup("PostgreSQL, another JVM delivers", "latency_p2", bench, "", receiver, true);
                Setup third = new Setup("Redis, one JVM", "latency_r1", bench, redis.uri() + "", receiver, false);
                Setup fourth = new Setup(
                        "Redis, another JVM delivers", "latency_r2", bench, redis.uri() + "", receiver, true)) {
            List<Setup> setups = List.of(first, second, third, fourth);
            measure(setups, rounds, seconds, rate, out);
            draw(setups, charts, rounds, rate);
        }
        return 0;
    }

    private static void measure(List<Setup> setups, int rounds, int seconds, int rate, PrintStream out) {
        for (Setup setup : setups) {
            setup.publish(rate * WARM_UP_SECONDS, rate);
        }
        out.printf(
                "load %.1f%n%n| %d events/s, %d rounds of %d s | p50 | p99 |%n|---|---|---|%n",
                Bench.load(), rate, rounds, seconds);
        for (int round = 0; round < rounds; round++) {
            for (Setup setup : setups) {
                setup.measure(rate * seconds, rate);
            }
        }
        setups.forEach(setup -> setup.print(out));
    }

    private static void draw(List<Setup> setups, ChartDirectory charts, int rounds, int rate) throws IOException {
        charts.lines(
                "latency.svg",
                "From publish to arrival at " + rate + " events/s",
                "ms, medians of " + rounds + " rounds",
                PERCENTILES.stream().map(percentile -> "p" + percentile).toList(),
                setups.stream().map(Setup::line).toList());
    }

    /** One way to run it, which stays up between its rounds. Not thread-safe. */
    private static final class Setup implements AutoCloseable {

        private final String name;
        private final String path;
        private final ScriptedReceiver receiver;
        private final @Nullable UnifiedJedis jedis;
        private final WebhookDispatcher dispatcher;
        private final @Nullable Process other;
        private final List<Figures> percentiles =
                PERCENTILES.stream().map(percentile -> new Figures()).toList();
        private int published;

        Setup(String name, String schema, Bench bench, String redis, ScriptedReceiver receiver, boolean apart)
                throws IOException, SQLException {
            this.name = name;
            this.path = "/" + schema;
            this.receiver = receiver;
            migrate(bench.jdbcUrl(), schema);
            jedis = DispatcherProcess.client(redis);
            dispatcher = DispatcherProcess.dispatcher(bench.jdbcUrl(), schema, jedis);
            for (int i = 0; i < ENDPOINTS; i++) {
                String url = receiver.url(path).value();
                dispatcher.endpoints().register(OWNER, EndpointSpec.url(url).subscribe("order.placed_" + i));
            }
            other = apart ? DispatcherProcess.start(List.of(), bench.jdbcUrl(), schema, redis) : null;
            if (!apart) {
                dispatcher.start();
            }
        }

        private static void migrate(String jdbcUrl, String schema) throws SQLException {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(jdbcUrl);
            try (HikariDataSource pool = new HikariDataSource(config)) {
                try (Connection connection = pool.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
                }
                WebhookSchema.migrate(pool, schema);
            }
        }

        void publish(int events, int rate) {
            long begin = System.nanoTime();
            for (int i = 0; i < events; i++) {
                long at = begin + TimeUnit.SECONDS.toNanos(i) / rate;
                for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                dispatcher.publish(NewEvent.forUser(OWNER, "order.placed_" + i % ENDPOINTS)
                        .json("{\"sent\":\"" + Instant.now() + "\",\"order\":" + Bench.DATA + "}"));
            }
            published += events;
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (arrived().size() < published) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(name + ": not all arrived");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }

        private List<ReceivedRequest> arrived() {
            return receiver.requests().stream()
                    .filter(request -> request.path().equals(path))
                    .toList();
        }

        void measure(int events, int rate) {
            publish(events + rate * LEAD_IN_SECONDS, rate);
            List<Double> millis = arrived().subList(published - events, published).stream()
                    .map(Setup::millis)
                    .sorted()
                    .toList();
            for (int i = 0; i < percentiles.size(); i++) {
                percentiles.get(i).add(millis.get(millis.size() * PERCENTILES.get(i) / 100));
            }
        }

        private static double millis(ReceivedRequest request) {
            Matcher sent = SENT.matcher(request.text());
            if (!sent.find()) {
                throw new IllegalStateException("what arrived doesn't say when it was sent");
            }
            return Duration.between(Instant.parse(sent.group(1)), request.receivedAt())
                            .toNanos()
                    / 1e6;
        }

        void print(PrintStream out) {
            Figures median = percentiles.get(0);
            Figures tail = percentiles.get(percentiles.size() - 1);
            out.printf("| %s | %s ms | %s ms |%n", name, median.show(1), tail.show(1));
        }

        Line line() {
            return new Line(name, percentiles.stream().map(Figures::median).toList());
        }

        @Override
        public void close() {
            if (other != null) {
                JavaProcess.end(other);
            }
            dispatcher.close();
            if (jedis != null) {
                jedis.close();
            }
        }
    }
}
