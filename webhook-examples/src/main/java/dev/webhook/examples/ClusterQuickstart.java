package dev.webhook.examples;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.signing.WebhookVerifier;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import dev.webhook.testkit.server.PostgresProcess;
import dev.webhook.testkit.server.RedisProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import redis.clients.jedis.RedisClient;

/**
 * Shows a cluster: three processes deliver what a shop publishes, with PostgreSQL as the truth and Redis as the queue. One of
 * them is killed in the middle, and then Redis loses everything. In the end, the receiver's log is compared with the store,
 * delivery by delivery.
 *
 * <pre>{@code
 * mvn -q -pl webhook-examples -am compile exec:java -Dexec.mainClass=dev.webhook.examples.ClusterQuickstart
 * }</pre>
 *
 * <p>It starts a PostgreSQL and a Redis of its own, and ends them. The exit status is 0 if receiver and store agree that every
 * webhook was delivered, 1 if not, and 2 if there are arguments.
 *
 * <p>Not thread-safe.
 */
public final class ClusterQuickstart {

    private static final int ORDERS = 300;
    private static final int NODES = 3;
    private static final List<String> PATHS = List.of("/billing", "/shipping", "/stock");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Console console;
    private final String url;
    private final RedisProcess redis;
    private final String key = DispatcherNode.newKey();
    private final Map<EndpointId, String> paths = new HashMap<>();
    private String queue = "";

    private ClusterQuickstart(String url, RedisProcess redis, Console console) {
        this.url = url;
        this.redis = redis;
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
        if (args.length > 0) {
            err.println("usage: ClusterQuickstart");
            return 2;
        }
        Console console = new Console(out);
        try (PostgresProcess postgres = PostgresProcess.builder().start();
                RedisProcess redis = RedisProcess.builder().start()) {
            console.tell("servers", "", "", postgres.server() + " and " + redis + " were started");
            String url = postgres.server().adminUrl();
            String login = (url.contains("?") ? "&" : "?") + "user="
                    + postgres.server().user() + "&password="
                    + postgres.server().password();
            List<String> complaints = new ClusterQuickstart(url + login, redis, console).play();
            complaints.forEach(complaint -> err.println("FAILED: " + complaint));
            return complaints.isEmpty() ? 0 : 1;
        }
    }

    private List<String> play() throws IOException, InterruptedException, SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setSchema(DispatcherNode.SCHEMA);
        try (HikariDataSource pool = new HikariDataSource(config);
                LocalReceiver receiver = LocalReceiver.start()) {
            WebhookSchema.migrate(pool, DispatcherNode.SCHEMA);
            // the shop's own dispatcher only publishes: it is never started
            PostgresStorage storage = DispatcherNode.storage(pool, key);
            try (WebhookDispatcher publishing =
                    DispatcherNode.dispatcher(storage, new WebhookListener() {}).build()) {
                PATHS.forEach(path -> register(publishing, receiver, path));
                Shop shop = new Shop(pool, storage.publisher(publishing));
                shop.open();
                deliver(shop, receiver, pool);
                return summarise(shop.events(), receiver.log(), publishing);
            }
        }
    }

    private void register(WebhookDispatcher publishing, LocalReceiver receiver, String path) {
        Endpoint endpoint = publishing
                .endpoints()
                .register(Shop.OWNER, EndpointSpec.url(receiver.url(path)).subscribe("order.*"));
        paths.put(endpoint.id(), path);
        receiver.take(
                path,
                WebhookVerifier.standard(endpoint.signingKeys().get(0).secret().reveal()),
                0);
    }

    private void deliver(Shop shop, LocalReceiver receiver, DataSource pool)
            throws IOException, InterruptedException, SQLException {
        List<NodeProcess> nodes = new ArrayList<>();
        try (RedisClient jedis =
                RedisClient.create(redis.uri().getHost(), redis.uri().getPort())) {
            for (int i = 1; i <= NODES; i++) {
                nodes.add(start("node " + i));
            }
            place(shop, 1, ORDERS / 3);
            await(receiver, pool, ORDERS / 6);
            nodes.get(0).kill();
            console.tell("KILLED", "", "node 1", receiver.log().size() + " requests had arrived");
            place(shop, ORDERS / 3 + 1, ORDERS * 2 / 3);
            await(receiver, pool, ORDERS * 3 / 2);
            jedis.flushAll();
            console.tell("FLUSHED", "", "redis", "everything in it is gone");
            place(shop, ORDERS * 2 / 3 + 1, ORDERS);
            await(receiver, pool, ORDERS * PATHS.size());
        } finally {
            nodes.forEach(NodeProcess::close);
        }
    }

    private NodeProcess start(String node) throws IOException {
        return NodeProcess.start(
                node,
                Map.of(
                        DispatcherNode.URL_VARIABLE,
                        url,
                        DispatcherNode.KEY_VARIABLE,
                        key,
                        DispatcherNode.REDIS_VARIABLE,
                        redis.uri().toString()),
                console);
    }

    private void place(Shop shop, int from, int to) throws SQLException {
        for (int order = from; order <= to; order++) {
            shop.place(order, true);
        }
        console.tell("shop", "", "", "orders " + from + " to " + to + " placed");
    }

    /** Waits until so many deliveries were taken, or for as long as patience lasts, and tells of the queue meanwhile. */
    private void await(LocalReceiver receiver, DataSource pool, int deliveries)
            throws InterruptedException, SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (taken(receiver.log()).size() < deliveries && System.nanoTime() < end) {
            watchQueue(pool);
            Thread.sleep(20);
        }
        watchQueue(pool);
    }

    private void watchQueue(DataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT queue || ', epoch ' || left(epoch::text, 8) FROM webhook_active_queue")) {
            row.next();
            String active = row.getString(1);
            if (!active.equals(queue)) {
                queue = active;
                console.tell("queue", "", "", active);
            }
        }
    }

    private static Set<String> taken(List<Arrival> log) {
        return log.stream()
                .filter(arrival -> arrival.genuine() && arrival.taken())
                .map(Arrival::delivery)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> summarise(Set<String> events, List<Arrival> log, WebhookDispatcher publishing) {
        Set<String> committed = PATHS.stream()
                .flatMap(path -> events.stream().map(event -> path + " " + event))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> taken = taken(log);
        Set<String> recorded = recorded(publishing);
        console.print("");
        console.print("  orders committed " + events.size() + ", each to " + PATHS.size() + " endpoints");
        console.print("  deliveries: to be made " + committed.size() + ", in the receiver's log " + taken.size()
                + ", successful in the store " + recorded.size());
        console.print("  requests repeated by the kill and the flush: " + (log.size() - taken.size()));
        console.print("");
        List<String> complaints = complaints(committed, taken, recorded);
        console.print(
                complaints.isEmpty()
                        ? "Every webhook was delivered, and the receiver's log and the store agree on each."
                        : "Something is missing or differs.");
        return complaints;
    }

    /** Compares delivery by delivery; returns what is missing or too much. */
    static List<String> complaints(Set<String> committed, Set<String> taken, Set<String> recorded) {
        List<String> complaints = new ArrayList<>();
        complain(complaints, "never arrived", committed, taken);
        complain(complaints, "arrived and were never committed", taken, committed);
        complain(complaints, "arrived and aren't successful in the store", taken, recorded);
        complain(complaints, "are successful in the store and never arrived", recorded, taken);
        return complaints;
    }

    private static void complain(List<String> complaints, String what, Set<String> these, Set<String> butNotThose) {
        Set<String> left = new TreeSet<>(these);
        left.removeAll(butNotThose);
        if (!left.isEmpty()) {
            complaints.add(left.size() + " deliveries " + what + ": " + left);
        }
    }

    private Set<String> recorded(WebhookDispatcher publishing) {
        Set<String> recorded = new TreeSet<>();
        DeliveryQuery successes = DeliveryQuery.all().in(DeliveryStatus.SUCCESS);
        Optional<PageRequest> next = Optional.of(PageRequest.first(PageRequest.MAX_SIZE));
        while (next.isPresent()) {
            Page<Delivery> page = publishing.deliveries().list(successes, next.get());
            page.items()
                    .forEach(delivery -> recorded.add(paths.get(delivery.endpointId()) + " " + delivery.messageId()));
            next = page.nextRequest(PageRequest.MAX_SIZE);
        }
        return recorded;
    }
}
