package dev.webhook.benchmarks;

import dev.webhook.benchmarks.chart.Bar;
import dev.webhook.redis.WebhookRedis;
import dev.webhook.testkit.server.RedisProcess;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/** How fast waiting deliveries are sent and recorded with PostgreSQL's queue and with Redis's, in alternating rounds. */
final class QueueRounds {

    private static final int TIMEOUT_MILLIS = 500;

    private final Bench bench;
    private final int rounds;
    private final int count;
    private final int concurrency;
    private final PrintStream out;

    QueueRounds(Bench bench, int rounds, int count, int concurrency, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.count = count;
        this.concurrency = concurrency;
        this.out = out;
    }

    /** A library, and what was measured of it. */
    private record Measured(
            String name, String queue, Library library, Figures rates, Figures ownCpu, Figures serverCpu) {

        Measured(String name, String queue, Library library) {
            this(name, queue, library, new Figures(), new Figures(), new Figures());
        }
    }

    /** Returns the deliveries a second. */
    List<Bar> run() throws SQLException, InterruptedException {
        try (RedisProcess redis = RedisProcess.builder().start();
                RedisClient jedis = client(redis);
                Library own = new Library(bench.jdbcUrl(), "own_queue", concurrency);
                Library accelerated = new Library(
                        bench.jdbcUrl(),
                        "redis_queue",
                        concurrency,
                        builder ->
                                builder.accelerator(WebhookRedis.builder(jedis).build()))) {
            own.register(bench.urls());
            accelerated.register(bench.urls());
            Measured postgres = new Measured("PostgreSQL's queue", "postgres", own);
            Measured other = new Measured("Redis's queue", "redis", accelerated);
            for (int i = -rounds; i < rounds; i++) {
                measure(i % 2 == 0 ? postgres : other, i >= 0);
                measure(i % 2 == 0 ? other : postgres, i >= 0);
            }
            print(postgres, other);
            return List.of(postgres.rates.bar(postgres.name), other.rates.bar(other.name));
        }
    }

    private RedisClient client(RedisProcess redis) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(concurrency);
        pool.setMaxWait(Duration.ofMillis(TIMEOUT_MILLIS));
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(redis.uri().getHost(), redis.uri().getPort()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(TIMEOUT_MILLIS)
                        .socketTimeoutMillis(TIMEOUT_MILLIS)
                        .build())
                .poolConfig(pool)
                .build();
    }

    private void measure(Measured one, boolean counts) throws SQLException, InterruptedException {
        one.library.fill(count);
        Duration own = Bench.ownCpu();
        Duration servers = bench.serverCpu();
        double rate = one.library.drain(count);
        if (one.library.ask("SELECT (queue = '" + one.queue + "')::int FROM webhook_active_queue") != 1) {
            throw new IllegalStateException("another queue was active than " + one.name);
        }
        if (counts) {
            one.rates.add(rate);
            one.ownCpu.add(Bench.ownCpu().minus(own).toNanos() / 1e3 / count);
            one.serverCpu.add(bench.serverCpu().minus(servers).toNanos() / 1e3 / count);
            out.printf("round: %s %.0f/s%n", one.name, rate);
        }
    }

    private void print(Measured postgres, Measured redis) {
        out.printf(
                "%n| %,d deliveries, %d slots, %d rounds | %s | %s |%n",
                count, concurrency, rounds, postgres.name, redis.name);
        out.println("|---|---|---|");
        out.printf("| deliveries/s | %s | %s |%n", postgres.rates.show(0), redis.rates.show(0));
        out.printf(
                "| by the same round's PostgreSQL | 1 | %s |%n",
                redis.rates.by(postgres.rates).show(2));
        out.printf(
                "| CPU of the JVM for each delivery, us | %s | %s |%n", postgres.ownCpu.show(0), redis.ownCpu.show(0));
        out.printf(
                "| CPU of PostgreSQL for each delivery, us | %s | %s |%n%n",
                postgres.serverCpu.show(0), redis.serverCpu.show(0));
    }
}
