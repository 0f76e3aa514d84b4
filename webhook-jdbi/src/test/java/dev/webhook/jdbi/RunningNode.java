package dev.webhook.jdbi;

import static dev.webhook.testkit.Answer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.webhook.DeliveryReport;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.ReceivedRequest;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresDatabase;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A dispatcher that runs, and two receivers: one that works and one that always fails, each of which lets its first
 * requests wait for {@link #letAnswer}. Between it and PostgreSQL are a small pool and a wire. Thread-safe.
 */
final class RunningNode implements WebhookListener, AutoCloseable {

    static final int WORKING = 20;
    static final int FAILING = 2;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicLong USERS = new AtomicLong();

    private final long user = USERS.incrementAndGet();
    private final String name = "node" + user;
    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final Map<DeliveryId, Integer> told = new ConcurrentHashMap<>();
    private final AtomicInteger routed = new AtomicInteger();
    private final Jdbi eye;
    private final Wire wire;
    private final HikariDataSource pool;
    private final WebhookDispatcher dispatcher;
    private final TransactionalPublisher publisher;

    RunningNode(PostgresDatabase database, PostgresClock clock) {
        eye = Jdbi.create(database.dataSource());
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(clock.url());
        dataSource.setUser(database.user());
        dataSource.setPassword(database.password());
        wire = Wire.to(dataSource.getPortNumbers()[0]);
        dataSource.setPortNumbers(new int[] {wire.port()});
        dataSource.setSslMode("disable");
        dataSource.setGssEncMode("disable");
        dataSource.setApplicationName(name);
        dataSource.setPrepareThreshold(0); // so that every statement is on the wire
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setConnectionTimeout(250);
        pool = new HikariDataSource(config);
        PostgresStorageBuilder builder = PostgresStorage.builder(pool).secrets(TestStorage.cipher());
        builder.limits = new TimeLimits(Duration.ofMillis(200), Duration.ofSeconds(1));
        PostgresStorage storage = builder.build();
        dispatcher = WebhookDispatcher.builder()
                .storage(storage)
                .name(name)
                .addressPolicy(AddressPolicy.unsafeForTests())
                .reconcileInterval(Duration.ofSeconds(1))
                .shutdownTimeout(Duration.ofSeconds(1))
                .listener(this)
                .build()
                .start();
        publisher = storage.publisher(dispatcher);
        dispatcher.endpoints().register(user, endpoint("/works", "order.made").maxInFlight(100));
        dispatcher.endpoints().register(user, endpoint("/fails", "order.lost"));
        receiver.scriptAt("/works", answer(200).held().times(WORKING), answer(200));
        receiver.scriptAt("/fails", answer(500).held().times(FAILING), answer(500));
    }

    private EndpointSpec endpoint(String path, String type) {
        return EndpointSpec.url(receiver.url(path).value())
                .subscribe(type)
                .retryPolicy(RetryPolicy.fixed(Duration.ZERO, 1));
    }

    /** Publishes what the receivers let wait, and waits until it has arrived. */
    void putAttemptsUnderWay() {
        IntStream.range(0, WORKING).forEach(n -> publish());
        IntStream.range(0, FAILING).forEach(n -> dispatcher.publish(event("order.lost")));
        receiver.await(WORKING + FAILING, SOON);
    }

    EventId publish() {
        return dispatcher.publish(event("order.made"));
    }

    /** Publishes in a transaction that writes even where the server's default is to read only. */
    void publishReadWrite() {
        Jdbi.create(pool).useTransaction(handle -> {
            handle.execute("SET TRANSACTION READ WRITE");
            publisher.publish(handle, event("order.made"));
        });
    }

    private NewEvent event(String type) {
        return NewEvent.forUser(user, type).json("{}");
    }

    /** Lets the receivers answer those that wait. */
    void letAnswer() {
        receiver.release();
    }

    String name() {
        return name;
    }

    Wire wire() {
        return wire;
    }

    HikariDataSource pool() {
        return pool;
    }

    WebhookDispatcher dispatcher() {
        return dispatcher;
    }

    /** Returns how many requests have come since the first ones. */
    int furtherRequests() {
        return receiver.requests().size() - WORKING - FAILING;
    }

    /** Returns how many events this node has fanned out since the first ones. */
    int furtherRouted() {
        return routed.get() - WORKING - FAILING;
    }

    /** Waits until all that was published is delivered or given up, and returns how long that took. */
    Duration awaitDeliveries() {
        long began = System.nanoTime();
        await(
                "all is delivered",
                () -> count(
                                "SELECT count(*) FROM webhook_events WHERE user_id = ?"
                                        + " AND delivery_success_count + delivery_failure_count = 0 AND event_type = 'order.made'")
                        == 0);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        await(
                "all is given up",
                () -> count("SELECT count(*) FROM webhook_events WHERE user_id = ?"
                                + " AND delivery_success_count + delivery_failure_count = 0")
                        == 0);
        await("nobody complains", () -> dispatcher.health().healthy());
        return took;
    }

    /** Asserts that of each event there is one delivery, whose attempts were made, recorded, counted and told once. */
    void assertNothingLostOrDoubled() {
        Map<String, Long> requests =
                receiver.requests().stream().collect(Collectors.groupingBy(RunningNode::event, Collectors.counting()));
        eye.useHandle(handle -> handle.createQuery("""
                        SELECT e.event_id, e.event_type, d.delivery_id, d.attempts_made,
                            ARRAY(SELECT a.attempt_number FROM webhook_delivery_attempts AS a
                                  WHERE a.delivery_id = d.delivery_id ORDER BY 1) AS attempts
                        FROM webhook_events AS e LEFT JOIN webhook_deliveries AS d USING (event_id)
                        WHERE e.user_id = ?""")
                .bind(0, user)
                .map((row, context) -> assertAttempts(row, requests))
                .list());
        assertCounters();
    }

    private String assertAttempts(ResultSet row, Map<String, Long> requests) throws SQLException {
        String event = row.getString("event_id");
        int made = row.getString("event_type").equals("order.made") ? 1 : 2;
        assertThat((Integer[]) row.getArray("attempts").getArray())
                .as("attempts of event " + event)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, made).boxed().toList());
        assertThat(row.getInt("attempts_made")).isEqualTo(made);
        assertThat(requests.get(event)).as("requests for event " + event).isEqualTo(made);
        assertThat(told).containsEntry(DeliveryId.parse(row.getString("delivery_id")), made);
        return event;
    }

    private void assertCounters() {
        assertThat(count("SELECT count(*) FROM webhook_events WHERE user_id = ? AND NOT (webhook_count = 1"
                        + " AND delivery_success_count = (event_type = 'order.made')::int"
                        + " AND delivery_failure_count = (event_type = 'order.lost')::int)"))
                .as("events whose counters are wrong")
                .isZero();
        assertThat(count("SELECT sum(failure_count) FROM webhooks WHERE user_id = ?"))
                .as("failures counted")
                .isEqualTo(2 * FAILING);
        assertThat(count("SELECT count(*) FROM webhook_dlq JOIN webhooks USING (webhook_id) WHERE user_id = ?"))
                .as("dead letters")
                .isEqualTo(FAILING);
    }

    /** Returns how many events are stored that the receivers didn't let wait. */
    long stored() {
        return count("SELECT count(*) FROM webhook_events WHERE user_id = ?") - WORKING - FAILING;
    }

    private long count(String sql) {
        return eye.withHandle(handle ->
                handle.createQuery(sql).bind(0, user).mapTo(Long.class).one());
    }

    private static String event(ReceivedRequest request) {
        return request.header("webhook-id").orElseThrow();
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("within " + SOON + " it was not the case that " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** Returns the CPU time that the loops have taken. */
    Duration cpuTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Duration.ofNanos(Stream.of(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull) // it has ended meanwhile
                .filter(thread -> thread.getThreadName().matches(name + "-(router|claimer|recorder|reconciler)"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum());
    }

    @Override
    public void routed(Event event, int deliveries) {
        routed.incrementAndGet();
    }

    @Override
    public void attempted(DeliveryReport report) {
        told.merge(report.deliveryId(), 1, Integer::sum);
    }

    @Override
    public void close() {
        receiver.close();
        dispatcher.close();
        pool.close();
        wire.close();
    }
}
