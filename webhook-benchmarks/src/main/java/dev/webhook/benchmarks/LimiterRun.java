package dev.webhook.benchmarks;

import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import redis.clients.jedis.UnifiedJedis;

/**
 * Lets several nodes deliver to one endpoint with a limit, while more is due than they may send, with PostgreSQL's queue and then
 * with Redis's. The exit status is 1 if any 60 s hold more attempts than the limit allows, or all of the time
 * less than 95 % of it, 2 if the arguments are wrong.
 */
public final class LimiterRun {

    private static final String USAGE = "usage: LimiterRun [--nodes N] [--limit N] [--seconds N]";
    private static final Set<String> OPTIONS = Set.of("--nodes", "--limit", "--seconds");
    private static final double LEAST_USE = 0.95;

    private LimiterRun() {}

    /** Runs it, and ends the JVM with the exit status. */
    public static void main(String[] args) throws IOException, SQLException {
        System.exit(run(args, System.out, System.err));
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) throws IOException, SQLException {
        int nodes;
        int limit;
        int seconds;
        try {
            Options options = Options.of(args, OPTIONS);
            nodes = options.positive("--nodes", 8);
            limit = options.positive("--limit", 600);
            seconds = options.positive("--seconds", 180);
        } catch (IllegalArgumentException e) {
            err.println(USAGE);
            return 2;
        }
        out.printf("| %d nodes, %d a minute, %d s | most in 60 s | used |%n|---|---|---|%n", nodes, limit, seconds);
        boolean kept;
        try (Bench bench = new Bench("");
                RedisProcess redis = RedisProcess.builder().start()) {
            try (Limited own = new Limited("PostgreSQL", bench, "limited_postgres", "")) {
                kept = own.keeps(nodes, limit, seconds, out);
            }
            try (Limited other =
                    new Limited("Redis", bench, "limited_redis", redis.uri().toString())) {
                kept = other.keeps(nodes, limit, seconds, out) && kept;
            }
        }
        return kept ? 0 : 1;
    }

    /** Nodes with one of the queues. Not thread-safe. */
    private static final class Limited implements AutoCloseable {

        private final String name;
        private final Bench bench;
        private final String schema;
        private final String redis;
        private final Library library;
        private final List<WebhookDispatcher> nodes = new ArrayList<>();
        private final List<UnifiedJedis> clients = new ArrayList<>();

        Limited(String name, Bench bench, String schema, String redis) throws SQLException {
            this.name = name;
            this.bench = bench;
            this.schema = schema;
            this.redis = redis;
            this.library = new Library(bench.jdbcUrl(), schema, 1); // makes the schema, and asks
        }

        private void start(int count, int limit, int seconds) {
            for (int i = 0; i < count; i++) {
                UnifiedJedis jedis = DispatcherProcess.client(redis);
                if (jedis != null) {
                    clients.add(jedis);
                }
                nodes.add(DispatcherProcess.dispatcher(bench.jdbcUrl(), schema, jedis));
            }
            nodes.get(0)
                    .endpoints()
                    .register(
                            Library.OWNER,
                            EndpointSpec.url(bench.urls().get(0))
                                    .subscribe("order.placed")
                                    .rateLimitPerMinute(limit));
            int more = 2 * limit * Math.max(1, seconds / 60);
            nodes.get(0)
                    .publish(IntStream.range(0, more)
                            .mapToObj(i -> NewEvent.forUser(Library.OWNER, "order.placed")
                                    .json("{}"))
                            .toList());
            nodes.forEach(WebhookDispatcher::start);
        }

        boolean keeps(int count, int limit, int seconds, PrintStream out) throws SQLException {
            start(count, limit, seconds);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds + 2L));
            long most = library.ask(
                    "SELECT max(others) FROM (SELECT count(*) OVER (ORDER BY request_sent_at RANGE BETWEEN CURRENT ROW AND"
                            + " interval '59.999999 s' FOLLOWING) AS others FROM webhook_delivery_attempts) AS counted");
            long used = library.ask("SELECT count(*) FROM webhook_delivery_attempts WHERE request_sent_at <"
                    + " (SELECT min(request_sent_at) FROM webhook_delivery_attempts) + interval '" + seconds + " s'");
            double part = used / (limit * Duration.ofSeconds(seconds).toMillis() / 60e3);
            out.printf("| %s | %d | %.1f %% |%n", name, most, 100 * part);
            return most <= limit && part >= LEAST_USE;
        }

        @Override
        public void close() {
            nodes.forEach(WebhookDispatcher::close);
            clients.forEach(UnifiedJedis::close);
            library.close();
        }
    }
}
