package dev.webhook.benchmarks.chaos;

import com.zaxxer.hikari.HikariConfig;
import dev.webhook.EndpointSpec;
import dev.webhook.retry.RetryPolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes, kills one node after the other while it delivers, lets the last one finish, and audits. The kills are
 * spread over the requests evenly. Not thread-safe.
 */
final class KillRun {

    /**
     * How much is done.
     *
     * @param events how many are committed
     * @param kills how many nodes are killed
     * @param open how many requests at least are open at the receiver at each kill
     */
    record Plan(int events, int kills, int open) {

        /** Enough that the requests open at the receiver can be so many. */
        int slots() {
            return 4 * open;
        }

        /** More than what killed nodes hold by leases that have yet to end. */
        int ahead() {
            return 60 * open;
        }

        /** A few are answered between the look and the kill. */
        int openEnough() {
            return open + Math.max(5, open / 5);
        }
    }

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final long OWNER = 7;
    private static final int ENDPOINTS = 32;

    /** A killed node's leases count until they end, so the caps leave room for those of many. */
    private static final int MAX_IN_FLIGHT = 1_000;

    /** Well below the second after which a lane counts as slow. */
    private static final int DELAY_MILLIS = 400;

    private static final int REFUSED_ONE_IN = 25;

    private final Plan plan;
    private final NodeSettings settings;
    private final Application application;
    private final Receiver receiver;
    private final PrintStream out;
    private final List<Ledger.Node> nodes = new ArrayList<>();
    private final AtomicInteger published = new AtomicInteger();
    private volatile boolean ended;

    private KillRun(Plan plan, NodeSettings settings, Application application, Receiver receiver, PrintStream out) {
        this.plan = plan;
        this.settings = settings;
        this.application = application;
        this.receiver = receiver;
        this.out = out;
    }

    /** Runs it all, and returns what the audit found. */
    static List<Audit.Finding> run(Plan plan, String jdbcUrl, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        NodeSettings settings = new NodeSettings(jdbcUrl, null, Duration.ZERO);
        try (Application application = application(settings);
                Receiver receiver = subscribe(application)) {
            return new KillRun(plan, settings, application, receiver, out).run();
        }
    }

    /** The schema is made anew in the database of the settings. */
    static Application application(NodeSettings settings) throws SQLException {
        HikariConfig config = settings.pool("application");
        config.setSchema(Ledger.SCHEMA);
        return new Application(settings, config);
    }

    /**
     * Registers an endpoint for each of many types of events, and one more for the first. The receiver answers after a
     * while, so that many requests are open at a time, and now and then refuses a webhook the first time.
     */
    static Receiver subscribe(Application application) throws IOException {
        SecretsKnown secrets = new SecretsKnown();
        Receiver receiver = Receiver.start(
                (path, repeated, number) ->
                        new Receiver.Answer(!repeated && number % REFUSED_ONE_IN == 0 ? 503 : 204, DELAY_MILLIS),
                secrets,
                application.settings().clock());
        for (int i = 0; i <= ENDPOINTS; i++) {
            secrets.learn(application.subscribe(
                    OWNER,
                    "parcel.sent_" + i % ENDPOINTS,
                    EndpointSpec.url(receiver.url("/hooks/" + i))
                            .maxInFlight(MAX_IN_FLIGHT)
                            .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(2), 5))));
        }
        return receiver;
    }

    private List<Audit.Finding> run() throws IOException, SQLException, InterruptedException {
        CompletableFuture<Void> load = CompletableFuture.runAsync(this::publish);
        try {
            for (int kill = 1; kill <= plan.kills(); kill++) {
                killOne("node-" + kill, load, kill * (plan.events() / (plan.kills() + 1)));
            }
            finish("node-" + (plan.kills() + 1), load);
        } finally {
            ended = true;
            load.exceptionally(failure -> null).join();
        }
        return audit();
    }

    private void publish() {
        try {
            while (!ended && published.get() < plan.events()) {
                if (published.get() > receiver.arrived() + plan.ahead()) {
                    Thread.sleep(5);
                } else {
                    published.addAndGet(application.publish(plan.events() - published.get()));
                }
            }
        } catch (SQLException | InterruptedException e) {
            throw new CompletionException("publishing failed", e);
        }
    }

    private void killOne(String name, CompletableFuture<Void> load, int requests)
            throws IOException, InterruptedException {
        try (NodeProcess node = NodeProcess.start(name, plan.slots(), settings, NodeProcess.newLog(name))) {
            await(node, load, () -> receiver.arrived() >= requests && receiver.open(name) >= plan.openEnough());
            node.kill();
            nodes.add(new Ledger.Node(name, plan.slots(), plan.open(), Instant.now(), null, 0, null));
        }
        out.printf("%s killed, %d published, %d requests%n", name, published.get(), receiver.arrived());
    }

    private void finish(String name, CompletableFuture<Void> load) throws IOException, InterruptedException {
        try (NodeProcess node = NodeProcess.start(name, plan.slots(), settings, NodeProcess.newLog(name))) {
            nodes.add(new Ledger.Node(name, plan.slots(), 0, null, null, 0, null));
            await(node, load, () -> load.isDone() && application.isQuiet());
        }
    }

    private void await(NodeProcess node, CompletableFuture<Void> load, Callable<Boolean> condition)
            throws InterruptedException {
        long begin = System.nanoTime();
        try {
            while (!condition.call()) {
                if (!node.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new IllegalStateException(
                            (node.isAlive() ? "a node is too slow: " : "a node ended by itself: ") + published
                                    + " published, " + receiver.arrived() + " requests");
                }
                if (load.isCompletedExceptionally()) {
                    load.join();
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the store can't be asked", e);
        }
    }

    private List<Audit.Finding> audit() throws SQLException {
        try (Connection connection = application.connection()) {
            Ledger.received(connection, receiver.log());
            Ledger.nodes(connection, nodes);
            printFigures(connection);
            return Audit.run(connection, Audit.OF_KILLS);
        }
    }

    private void printFigures(Connection connection) throws SQLException {
        String row = "%-8s %9s %13s %12s %20s %11s%n";
        out.printf(row, "node", "requests", "open at kill", "unrecorded", "answered unrecorded", "duplicates");
        try (Statement statement = connection.createStatement();
                ResultSet figures =
                        statement.executeQuery("SELECT coalesce(node, 'all'), sum(requests), sum(open_at_kill),"
                                + " sum(unrecorded), sum(answered_unrecorded), sum(duplicates) FROM audit_figures"
                                + " GROUP BY GROUPING SETS ((number, node), ()) ORDER BY number")) {
            while (figures.next()) {
                out.printf(
                        row,
                        figures.getString(1),
                        figures.getString(2),
                        figures.getString(3),
                        figures.getString(4),
                        figures.getString(5),
                        figures.getString(6));
            }
        }
    }
}
