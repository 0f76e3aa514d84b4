package dev.webhook.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.benchmarks.chart.Bar;
import dev.webhook.event.NewEvent;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.TransactionalPublisher;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How many transactions a second an application commits that insert an order, with and without publishing an event. */
final class PublishRounds {

    private static final List<Integer> CONNECTIONS = List.of(1, 8, 32);
    private static final String INSERT = "INSERT INTO orders (amount) VALUES (?)";

    private final Bench bench;
    private final int rounds;
    private final Duration length;
    private final PrintStream out;
    private final Map<Integer, Figures> plain = new TreeMap<>();
    private final Map<Integer, Figures> publishing = new TreeMap<>();

    PublishRounds(Bench bench, int rounds, Duration length, PrintStream out) {
        this.bench = bench;
        this.rounds = rounds;
        this.length = length;
        this.out = out;
    }

    /** Returns the orders a second. */
    List<Bar> run() throws SQLException, InterruptedException, ExecutionException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(bench.jdbcUrl());
        config.setSchema("publish");
        config.setMaximumPoolSize(CONNECTIONS.get(CONNECTIONS.size() - 1));
        config.setAutoCommit(false);
        try (Library library = new Library(bench.jdbcUrl(), "publish", 1);
                HikariDataSource pool = new HikariDataSource(config);
                PostgresStorage storage = library.storage();
                WebhookDispatcher dispatcher = library.dispatcher(storage, new WebhookListener() {})) {
            library.execute("CREATE TABLE orders (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, amount integer)");
            TransactionalPublisher publisher = storage.publisher(dispatcher);
            for (int i = 0; i <= rounds; i++) {
                for (int connections : CONNECTIONS) {
                    double without = rate(pool, connections, connection -> {});
                    double with = rate(
                            pool,
                            connections,
                            connection -> publisher.publish(
                                    connection,
                                    NewEvent.forUser(Library.OWNER, "order.placed")
                                            .json(Bench.DATA)));
                    if (i > 0) {
                        plain.computeIfAbsent(connections, key -> new Figures()).add(without);
                        publishing
                                .computeIfAbsent(connections, key -> new Figures())
                                .add(with);
                    }
                }
            }
        }
        print();
        return bars();
    }

    private List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        for (int connections : CONNECTIONS) {
            String by = "by " + connections + (connections == 1 ? " connection" : " connections");
            bars.add(Objects.requireNonNull(plain.get(connections)).bar("alone, " + by));
            bars.add(Objects.requireNonNull(publishing.get(connections)).bar("each with an event, " + by));
        }
        return bars;
    }

    private interface Work {
        void in(Connection transaction) throws SQLException;
    }

    private double rate(HikariDataSource pool, int connections, Work work)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long begin = System.nanoTime();
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Callable<Integer> committing = () -> commit(pool, work, begin + length.toNanos());
                counts.add(threads.submit(committing));
            }
            long committed = 0;
            for (Future<Integer> count : counts) {
                committed += count.get();
            }
            return committed / ((System.nanoTime() - begin) / 1e9);
        } finally {
            threads.shutdown();
        }
    }

    private static int commit(HikariDataSource pool, Work work, long end) throws SQLException {
        int committed = 0;
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            while (System.nanoTime() - end < 0) {
                insert.setInt(1, committed);
                insert.executeUpdate();
                work.in(connection);
                connection.commit();
                committed++;
            }
        }
        return committed;
    }

    private void print() {
        out.printf("%n| connections | orders/s alone | orders/s, each with an event | ratio |%n|---|---|---|---|%n");
        for (int connections : CONNECTIONS) {
            Figures without = Objects.requireNonNull(plain.get(connections));
            Figures with = Objects.requireNonNull(publishing.get(connections));
            out.printf(
                    "| %d | %s | %s | %s |%n",
                    connections, without.show(0), with.show(0), with.by(without).show(2));
        }
        out.println();
    }
}
