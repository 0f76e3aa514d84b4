package dev.webhook.benchmarks.chaos;

import dev.webhook.delivery.QueueStatus;
import dev.webhook.store.StoreUnavailableException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * Publishes to three nodes that deliver while one thing after the other goes wrong, heals all, waits until all is delivered,
 * and audits. In the middle a month ends. Not thread-safe.
 */
public final class Chaos {

    /** The longest that may pass, once all is well again, until all is delivered: killed nodes' leases last a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final double EVENTS_PER_SECOND = 130;
    private static final int STEP_MILLIS = 50;

    private final Duration time;
    private final Cluster cluster;
    private final Timeline timeline;
    private final PrintStream out;

    private Chaos(Duration time, Cluster cluster, long seed, PrintStream out) {
        this.time = time;
        this.cluster = cluster;
        this.out = out;
        Random random = new Random(seed);
        timeline = new Timeline(
                Faults.longOnes(cluster), () -> Faults.of(cluster, random), random, cluster.settings.clock());
    }

    /**
     * Runs it all.
     *
     * @param time for how long things go wrong
     * @param seed decides what goes wrong, and when
     * @param withRedis whether nodes use Redis's queue, when they can
     * @return whether every invariant holds
     */
    public static boolean run(Duration time, long seed, boolean withRedis, PrintStream out) throws Exception {
        try (Cluster cluster = new Cluster(withRedis, aheadOfMonthsEnd(time))) {
            return new Chaos(time, cluster, seed, out).run();
        }
    }

    /** Returns how far clocks must be ahead for a month to end in the middle. */
    private static Duration aheadOfMonthsEnd(Duration time) {
        Instant now = Instant.now();
        LocalDate next =
                LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1).plusMonths(1);
        return Duration.between(now, next.atStartOfDay(ZoneOffset.UTC).toInstant())
                .minus(time.dividedBy(2));
    }

    private boolean run() throws Exception {
        startNodes();
        Instant begin = Instant.now();
        try (Load load = new Load(cluster.application, EVENTS_PER_SECOND)) {
            load.start();
            for (long millis = 0; millis < time.toMillis(); millis = sinceMillis(begin)) {
                supervise();
                timeline.advance(millis);
                Thread.sleep(STEP_MILLIS);
            }
            timeline.heal();
            load.stop();
            Instant healed = Instant.now();
            boolean quiet = await(this::isQuiet);
            double delivered = sinceMillis(healed) / 1e3;
            boolean rests = await(this::rests);
            out.printf(
                    "%,d events in %d s, %d faults; %s %.1f s after the last, %s %.1f s after it%n%n",
                    load.committed(),
                    Duration.between(begin, healed).toSeconds(),
                    timeline.past().size(),
                    quiet ? "all delivered" : "NOT all delivered",
                    delivered,
                    rests ? "the queue empty" : "the queue NOT empty",
                    sinceMillis(healed) / 1e3);
            return audit(load) && quiet && rests;
        }
    }

    private void startNodes() throws IOException, InterruptedException {
        for (Node node : cluster.nodes) {
            node.start();
        }
        Instant end = Instant.now().plus(PATIENCE);
        while (!cluster.nodes.stream().allMatch(Node::hasStarted)) {
            supervise();
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the nodes don't start within " + PATIENCE);
            }
            Thread.sleep(STEP_MILLIS);
        }
    }

    private void supervise() throws IOException {
        for (Node node : cluster.nodes) {
            node.supervise();
        }
    }

    private static long sinceMillis(Instant begin) {
        return Duration.between(begin, Instant.now()).toMillis();
    }

    private boolean await(BooleanSupplier state) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!state.getAsBoolean()) {
            supervise();
            if (Instant.now().isAfter(end)) {
                return false;
            }
            Thread.sleep(500);
        }
        return true;
    }

    /** What was given up while all went wrong is sent again. */
    private boolean isQuiet() {
        try {
            return cluster.application.isQuiet() && cluster.cast.redrive() == 0;
        } catch (SQLException | StoreUnavailableException e) {
            return false; // a connection from before the last fault
        }
    }

    /** Leases whose end was lost by the last faults run out. */
    private boolean rests() {
        QueueStatus queue = cluster.application.health().queue();
        return queue != null && queue.waiting() == 0 && queue.leased() == 0;
    }

    private boolean audit(Load load) throws Exception {
        for (Node node : cluster.nodes) {
            node.stop();
        }
        List<Ledger.Node> nodes =
                cluster.nodes.stream().flatMap(node -> node.past().stream()).toList();
        List<Path> logs =
                cluster.nodes.stream().flatMap(node -> node.logs().stream()).toList();
        SecretSearch search = search(logs);
        try (Connection connection = cluster.application.connection()) {
            search.database(connection);
            Ledger.received(connection, cluster.receiver.log());
            Ledger.nodes(connection, nodes);
            QueueStatus queue =
                    Objects.requireNonNull(cluster.application.health().queue());
            Ledger.rest(connection, queue.waiting(), queue.leased(), Ledger.connectionsOfNodes(connection));
            Ledger.faults(connection, timeline.past());
            Ledger.spells(connection, cluster.cast.spells());
            Ledger.transactions(connection, load.transactions());
            Ledger.dials(connection, cluster.denied.dials());
            Ledger.searched(connection, search.searched());
            table(connection, "recovery.sql");
            table(connection, "duplicates.sql");
            List<Audit.Finding> findings = Audit.run(connection, Audit.OF_CHAOS);
            findings.forEach(finding -> finding.print(out));
            return findings.stream().allMatch(Audit.Finding::holds);
        }
    }

    private SecretSearch search(List<Path> logs) throws IOException {
        SecretSearch search = new SecretSearch(cluster.secrets.all());
        List<Path> all = new ArrayList<>(logs);
        all.add(cluster.postgres.logFile());
        search.logs(all);
        if (cluster.redis != null) {
            try (UnifiedJedis jedis = Objects.requireNonNull(cluster.settings.client())) {
                search.redis(jedis);
            }
        }
        return search;
    }

    /** Prints what a query returns. */
    private void table(Connection connection, String resource) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(Ledger.text(resource))) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                for (int column = 1; column <= columns; column++) {
                    @Nullable String value = rows.getString(column);
                    line.append(column == 1 ? "" : " | ").append(value == null ? "" : value);
                }
                out.println(line);
            }
        }
        out.println();
    }
}
