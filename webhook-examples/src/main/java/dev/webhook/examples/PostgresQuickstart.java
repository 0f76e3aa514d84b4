package dev.webhook.examples;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.signing.WebhookVerifier;
import dev.webhook.testkit.server.PostgresProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Shows that events go out with their data's commit, and that nothing is lost when the plug is pulled: a shop places
 * orders, and rolls some back; the process that delivers is killed half-way, and another goes on. In the end, what the
 * receiver logged is compared with the orders.
 *
 * <pre>{@code
 * mvn -q -pl webhook-examples -am compile exec:java -Dexec.mainClass=dev.webhook.examples.PostgresQuickstart
 * }</pre>
 *
 * <p>Without {@code --jdbc-url} it starts a PostgreSQL of its own. It takes a little over a minute: the killed process's
 * leases must run out. The exit status is 0 if all went as planned, 1 if not, and 2 if the arguments are wrong.
 *
 * <p>Not thread-safe.
 */
public final class PostgresQuickstart {

    private static final String USAGE =
            "usage: PostgresQuickstart [--jdbc-url jdbc:postgresql://host/database?user=U&password=P]";
    private static final int ORDERS = 200;
    private static final int ROLLED_BACK_EVERY = 10;
    private static final int KILLED_AFTER = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PATH = "/orders";

    private final Console console;
    private final String url;
    private final String key = DispatcherNode.newKey();
    private final Set<String> rolledBack = new HashSet<>();

    private PostgresQuickstart(String url, Console console) {
        this.url = url;
        this.console = console;
    }

    /** Runs the quickstart, and ends the JVM with the exit status unless that is 0. */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Returns the exit status. */
    static int run(String[] args, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, SQLException {
        Console console = new Console(out);
        List<String> complaints;
        if (args.length == 2 && args[0].equals("--jdbc-url")) {
            complaints = new PostgresQuickstart(args[1], console).play();
        } else if (args.length == 0) {
            complaints = onOwnServer(console);
        } else {
            err.println(USAGE);
            return 2;
        }
        complaints.forEach(complaint -> err.println("FAILED: " + complaint));
        return complaints.isEmpty() ? 0 : 1;
    }

    private static List<String> onOwnServer(Console console) throws IOException, InterruptedException, SQLException {
        try (PostgresProcess process = PostgresProcess.builder().start()) {
            console.tell("database", "", "", process.server() + " was started");
            return new PostgresQuickstart(process.server().loginUrl(), console).play();
        }
    }

    private List<String> play() throws IOException, InterruptedException, SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setSchema(DispatcherNode.SCHEMA);
        try (HikariDataSource pool = new HikariDataSource(config);
                LocalReceiver receiver = LocalReceiver.start()) {
            WebhookSchema.migrate(pool, DispatcherNode.SCHEMA);
            try {
                return play(pool, receiver);
            } finally {
                drop(pool);
            }
        }
    }

    private List<String> play(DataSource pool, LocalReceiver receiver)
            throws IOException, InterruptedException, SQLException {
        // the shop's own dispatcher only publishes: it is never started
        PostgresStorage storage = DispatcherNode.storage(pool, key);
        try (WebhookDispatcher publishing =
                DispatcherNode.dispatcher(storage, new WebhookListener() {}).build()) {
            Endpoint endpoint = publishing
                    .endpoints()
                    .register(Shop.OWNER, EndpointSpec.url(receiver.url(PATH)).subscribe("order.*"));
            receiver.take(
                    PATH,
                    WebhookVerifier.standard(
                            endpoint.signingKeys().get(0).secret().reveal()),
                    0);
            Shop shop = new Shop(pool, storage.publisher(publishing));
            shop.open();
            deliver(shop, receiver);
            return summarise(shop.events(), receiver.log());
        }
    }

    private void deliver(Shop shop, LocalReceiver receiver) throws IOException, InterruptedException, SQLException {
        try (NodeProcess node = start("node 1")) {
            place(shop, 1, ORDERS / 2);
            await(node, receiver, KILLED_AFTER);
            node.kill();
            console.tell("KILLED", "", "node 1", receiver.log().size() + " requests had arrived");
        }
        place(shop, ORDERS / 2 + 1, ORDERS);
        console.tell("shop", "", "", "it went on selling while nobody delivered");
        try (NodeProcess node = start("node 2")) {
            await(node, receiver, ORDERS - ORDERS / ROLLED_BACK_EVERY);
        }
    }

    private NodeProcess start(String node) throws IOException {
        return NodeProcess.start(
                node, Map.of(DispatcherNode.URL_VARIABLE, url, DispatcherNode.KEY_VARIABLE, key), console);
    }

    private void place(Shop shop, int from, int to) throws SQLException {
        for (int order = from; order <= to; order++) {
            boolean commit = order % ROLLED_BACK_EVERY != 0;
            String event = shop.place(order, commit).toString();
            if (!commit) {
                rolledBack.add(event);
            }
        }
        console.tell("shop", "", "", "orders " + from + " to " + to + " placed, every tenth rolled back");
    }

    /** Waits until so many different events have arrived, or patience or the node ends. */
    private static void await(NodeProcess node, LocalReceiver receiver, int events) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (arrived(receiver.log()).size() < events && node.isAlive() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
    }

    private static Set<String> arrived(List<Arrival> log) {
        return log.stream()
                .filter(arrival -> arrival.genuine() && arrival.taken())
                .map(Arrival::webhookId)
                .collect(Collectors.toSet());
    }

    private List<String> summarise(Set<String> orders, List<Arrival> log) {
        List<String> complaints = new ArrayList<>();
        Set<String> arrived = arrived(log);
        Set<String> missing = new TreeSet<>(orders);
        missing.removeAll(arrived);
        if (!missing.isEmpty()) {
            complaints.add(missing.size() + " orders were committed and their webhooks never arrived: " + missing);
        }
        if (arrived.stream().anyMatch(rolledBack::contains)) {
            complaints.add("webhooks of orders arrived that were rolled back");
        }
        console.print("");
        console.print("  orders committed " + orders.size() + ", rolled back " + rolledBack.size());
        console.print("  webhooks arrived " + arrived.size() + ", of rolled-back orders "
                + arrived.stream().filter(rolledBack::contains).count() + ", repeated after the kill "
                + (log.size() - arrived.size()));
        console.print("");
        console.print(
                complaints.isEmpty()
                        ? "Each committed order's webhook arrived, and none of an order that was rolled back."
                        : "Something is missing or differs.");
        return complaints;
    }

    private static void drop(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA " + DispatcherNode.SCHEMA + " CASCADE");
        }
    }
}
