package dev.webhook.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.benchmarks.chart.Line;
import dev.webhook.event.NewEvent;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One way to publish and deliver, which stays up between its rounds, and how long it takes from before publish to arrival.
 * Not thread-safe.
 */
final class LatencySetup implements AutoCloseable {

    private static final Pattern SENT = Pattern.compile("\"sent\":\"([^\"]+)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** So much of each round comes before what is measured, since a dispatcher that was idle looks less often at first. */
    private static final int LEAD_IN_SECONDS = 1;

    private final String name;
    private final String path;
    private final ScriptedReceiver receiver;
    private final WebhookDispatcher dispatcher;
    private final Runnable closing;
    private final List<Boolean> arriving = new ArrayList<>();
    private final List<Figures> percentiles =
            Percentile.ALL.stream().map(percentile -> new Figures()).toList();
    private int awaited;

    /**
     * @param path where at the receiver its events arrive
     * @param dispatcher publishes
     * @param closing closes what it needs, in the end
     */
    LatencySetup(String name, String path, ScriptedReceiver receiver, WebhookDispatcher dispatcher, Runnable closing) {
        this.name = name;
        this.path = path;
        this.receiver = receiver;
        this.dispatcher = dispatcher;
        this.closing = closing;
    }

    /** Makes the schema anew. */
    static void migrate(String jdbcUrl, String schema) throws SQLException {
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

    /** Returns where events arrive. */
    String url() {
        return receiver.url(path).value();
    }

    /** Registers an endpoint, which has its turn of the events. What goes elsewhere than to {@link #url} isn't measured. */
    void register(String url, Duration timeout) {
        EndpointSpec spec = EndpointSpec.url(url).timeout(timeout).subscribe(type(arriving.size()));
        dispatcher.endpoints().register(Library.OWNER, spec);
        arriving.add(url.equals(url()));
    }

    private static String type(int endpoint) {
        return "order.placed_" + endpoint;
    }

    /** Publishes so many events at a steady rate, and waits until they have arrived. */
    void publish(int events, int rate) {
        long begin = System.nanoTime();
        for (int i = 0; i < events; i++) {
            long at = begin + TimeUnit.SECONDS.toNanos(i) / rate;
            for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            dispatcher.publish(NewEvent.forUser(Library.OWNER, type(i % arriving.size()))
                    .json("{\"sent\":\"" + Instant.now() + "\",\"order\":" + Bench.DATA + "}"));
        }
        awaited += arriving(0, events);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (arrived().size() < awaited) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(name + ": not all arrived");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private int arriving(int from, int to) {
        return (int) IntStream.range(from, to)
                .filter(i -> arriving.get(i % arriving.size()))
                .count();
    }

    private List<ReceivedRequest> arrived() {
        return receiver.requests().stream()
                .filter(request -> request.path().equals(path))
                .toList();
    }

    /** Publishes likewise, after a lead-in, and measures. */
    void measure(int events, int rate) {
        int leadIn = rate * LEAD_IN_SECONDS;
        publish(leadIn + events, rate);
        int measured = arriving(leadIn, leadIn + events);
        List<Double> millis = arrived().subList(awaited - measured, awaited).stream()
                .map(LatencySetup::millis)
                .sorted()
                .toList();
        Percentile.ALL.forEach(percentile -> figures(percentile).add(percentile.of(millis)));
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

    /** Returns what it is called. */
    String name() {
        return name;
    }

    /** Returns one of {@link Percentile#ALL}, of each round, in milliseconds. */
    Figures figures(Percentile percentile) {
        return percentiles.get(Percentile.ALL.indexOf(percentile));
    }

    /** Returns the percentiles' medians as a chart's line. */
    Line line() {
        return new Line(name, percentiles.stream().map(Figures::median).toList());
    }

    @Override
    public void close() {
        closing.run();
    }
}
