package dev.webhook.benchmarks;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.redis.WebhookRedis;
import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * Does things to Redis while more than 100,000 deliveries are due, and measures how long nothing is sent, how long it takes
 * until the queue in use is whole, how fast it goes on, and what is sent twice. The exit status is 1 if one of them is beyond
 * its bound, 2 if the arguments are wrong.
 */
public final class RedisFaultRun {

    private static final String USAGE = "usage: RedisFaultRun [--deliveries N]";
    private static final int SLOTS = 64;
    private static final int WARM_UP = 10_000;
    private static final int TIMEOUT_MILLIS = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final double LONGEST_PAUSE = 2;
    private static final double LONGEST_FILL = 10;

    private final Bench bench;
    private final int count;
    private final PrintStream out;

    /** What happens to Redis. */
    private record Fault(String name, Consumer<RedisProcess> what, Consumer<UnifiedJedis> how) {}

    /** What came of it: seconds, and deliveries a second. */
    private record Outcome(double pause, double whole, double before, double after, int duplicates) {

        boolean within() {
            return pause <= LONGEST_PAUSE && whole <= LONGEST_FILL && after >= before / 2 && duplicates <= SLOTS;
        }
    }

    private RedisFaultRun(Bench bench, int count, PrintStream out) {
        this.bench = bench;
        this.count = count;
        this.out = out;
    }

    /** Runs it, and ends the JVM with the exit status. */
    public static void main(String[] args) throws IOException, SQLException {
        System.exit(run(args, System.out, System.err));
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err) throws IOException, SQLException {
        int count;
        try {
            count = Options.of(args, Set.of("--deliveries")).positive("--deliveries", 170_000);
        } catch (IllegalArgumentException e) {
            err.println(USAGE);
            return 2;
        }
        try (Bench bench = new Bench("")) {
            return new RedisFaultRun(bench, count, out).run() ? 0 : 1;
        }
    }

    private boolean run() throws SQLException {
        Consumer<UnifiedJedis> nothing = jedis -> {};
        List<Fault> faults = List.of(
                new Fault("killed", RedisProcess::kill, nothing),
                new Fault("hung", RedisProcess::suspend, nothing),
                new Fault("full", process -> {}, jedis -> jedis.configSet("maxmemory", "1")),
                new Fault("flushed", process -> {}, UnifiedJedis::flushAll));
        List<String> rows = new ArrayList<>();
        boolean within = true;
        for (Fault fault : faults) {
            Outcome outcome = happen(fault);
            within &= outcome.within();
            rows.add(String.format(
                    Locale.ROOT,
                    "| %s | %.2f s | %.2f s | %,.0f/s | %,.0f/s | %d | %s |",
                    fault.name,
                    outcome.pause,
                    outcome.whole,
                    outcome.before,
                    outcome.after,
                    outcome.duplicates,
                    outcome.within() ? "yes" : "NO"));
        }
        out.printf("%nload %.1f%n%n", Bench.load());
        out.println(
                "| Redis is | nothing sent until | queue whole after | rate before | after | duplicates | within |");
        out.println("|---|---|---|---|---|---|---|");
        rows.forEach(out::println);
        return within;
    }

    private Outcome happen(Fault fault) throws SQLException {
        try (RedisProcess redis = RedisProcess.builder().start();
                UnifiedJedis jedis = client(redis);
                CountingTransport transport = new CountingTransport(SLOTS);
                Library library = new Library(
                        bench.jdbcUrl(),
                        "redis_" + fault.name,
                        SLOTS,
                        builder -> builder.accelerator(
                                        WebhookRedis.builder(jedis).build())
                                .transport(transport))) {
            library.register(bench.urls());
            library.fill(count);
            Outcome outcome = happen(fault, redis, jedis, transport, library);
            if (redis.isRunning()) {
                redis.resume();
            }
            return outcome;
        }
    }

    private static UnifiedJedis client(RedisProcess redis) {
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(redis.uri().getHost(), redis.uri().getPort()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(TIMEOUT_MILLIS)
                        .socketTimeoutMillis(TIMEOUT_MILLIS)
                        .blockingSocketTimeoutMillis(10 * TIMEOUT_MILLIS)
                        .build())
                .build();
    }

    private Outcome happen(
            Fault fault, RedisProcess redis, UnifiedJedis jedis, CountingTransport transport, Library library)
            throws SQLException {
        AtomicInteger delivered = new AtomicInteger();
        WebhookListener counting = new WebhookListener() {
            @Override
            public void delivered(DeliveryReport report) {
                delivered.incrementAndGet();
            }
        };
        try (WebhookDispatcher dispatcher = library.dispatcher(library.storage(), counting)) {
            library.resume(dispatcher);
            dispatcher.start();
            await(() -> delivered.get() >= WARM_UP);
            String old = "SELECT hashtext(epoch::text) FROM webhook_active_queue";
            long epoch = library.ask(old);
            if (library.ask("SELECT (queue = 'redis')::int FROM webhook_active_queue") != 1) {
                throw new IllegalStateException("Redis isn't the active queue");
            }
            pause(WINDOW);
            long began = System.nanoTime();
            fault.what.accept(redis);
            fault.how.accept(jedis);
            out.printf("%s, with %,d deliveries due%n", fault.name, count - delivered.get());
            String whole = "SELECT (whole AND hashtext(epoch::text) <> " + epoch + ")::int FROM webhook_active_queue";
            while (library.ask(whole) == 0) {
                pause(Duration.ofMillis(20));
            }
            double filled = (System.nanoTime() - began) / 1e9;
            await(() -> delivered.get() >= count);
            return outcome(transport, began, filled);
        }
    }

    /** The longest pause after the fault is the one that it caused. */
    private static Outcome outcome(CountingTransport transport, long began, double filled) {
        long window = WINDOW.toNanos();
        long[] since = StreamSupport.stream(transport.begins().spliterator(), false)
                .mapToLong(begin -> begin - began)
                .sorted()
                .toArray();
        double before = rate(since, -window, 0);
        long paused = 0;
        long goesOn = 0;
        long last = 0;
        for (long begin : since) {
            if (begin > 0 && begin < 3 * window) {
                if (begin - last > paused) {
                    paused = begin - last;
                    goesOn = begin;
                }
                last = begin;
            }
        }
        return new Outcome(goesOn / 1e9, filled, before, rate(since, goesOn, goesOn + window), transport.duplicates());
    }

    private static double rate(long[] since, long from, long until) {
        long requests = 0;
        for (long begin : since) {
            requests += begin >= from && begin < until ? 1 : 0;
        }
        return requests / ((until - from) / 1e9);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + PATIENCE);
            }
            pause(Duration.ofMillis(20));
        }
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(time.toMillis()));
    }
}
