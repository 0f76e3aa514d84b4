package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.DispatcherBuilder;
import dev.webhook.EndpointSpec;
import dev.webhook.WebhookDispatcher;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.event.EventId;
import dev.webhook.event.NewEvent;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.testkit.Answer;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** Dispatchers on a PostgreSQL that is made empty, each with a way of its own to Redis, and what they send. Not thread-safe. */
final class Cluster implements AutoCloseable {

    static final int SLOTS = 8;
    static final int LANES = 5;
    private static final long USER = 7;

    /** Longer than a lease: a claim whose reply was too late on a busy machine holds its deliveries so long. */
    private static final Duration SOON = Duration.ofMinutes(2);

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final Nodes all;
    private final List<UnifiedJedis> clients = new ArrayList<>();
    private final List<WebhookDispatcher> nodes = new ArrayList<>();
    private final List<EventId> published = new ArrayList<>();
    private int held;

    Cluster(PostgresDatabase database) {
        all = new Nodes(database, null);
    }

    static UnifiedJedis client(int port) {
        return RedisClient.builder()
                .hostAndPort(new HostAndPort("127.0.0.1", port))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(1_000)
                        .socketTimeoutMillis(1_000)
                        .build())
                .build();
    }

    /** Starts a node for each port by which it reaches Redis. */
    void start(int... ports) {
        start(builder -> {}, ports);
    }

    /** The same, of nodes that are built otherwise. */
    void start(Consumer<DispatcherBuilder> options, int... ports) {
        for (int port : ports) {
            UnifiedJedis jedis = client(port);
            clients.add(jedis);
            nodes.add(all.add(builder -> {
                        options.accept(builder);
                        return builder.accelerator(WebhookRedis.builder(jedis).build())
                                .maxConcurrentAttempts(SLOTS)
                                .circuitPolicy(CircuitPolicy.builder()
                                        .openTime(SOON.multipliedBy(2))
                                        .build())
                                .reconcileInterval(Duration.ofSeconds(1));
                    })
                    .start());
        }
        for (int lane = 0; lane < LANES; lane++) {
            nodes.get(0)
                    .endpoints()
                    .register(
                            USER,
                            EndpointSpec.url(receiver.url("/" + lane).value())
                                    .subscribe("order.placed")
                                    .retryPolicy(RetryPolicy.fixed(Duration.ofSeconds(1), 20)));
        }
    }

    /** The receiver doesn't answer the first requests until they are let go. */
    void hold(int requests) {
        held = requests;
        receiver.script(Answer.answer(200).held().times(requests), Answer.answer(200));
    }

    /** Waits until none but the held ones is left, and lets those go. */
    void assertOthersAreDeliveredAndTheHeldOnesOnce(int events) {
        awaitUndelivered(held);
        receiver.release();
        awaitAllDelivered();
        assertThat(duplicates()).as("of " + events * LANES).isZero();
    }

    ScriptedReceiver receiver() {
        return receiver;
    }

    /** Publishes events, each of which makes a delivery on every lane. */
    void publish(int events) {
        published.addAll(nodes.get(published.size() % nodes.size())
                .publish(IntStream.range(0, events)
                        .mapToObj(
                                event -> NewEvent.forUser(USER, "order.placed").json("{}"))
                        .toList()));
    }

    void awaitRequests(int count) {
        await(() -> receiver.requests().size() >= count);
    }

    void awaitAllDelivered() {
        awaitUndelivered(0);
        assertThat(received().keySet())
                .containsAll(published.stream().map(EventId::toString).toList());
    }

    /** Waits until only so many deliveries are left. */
    void awaitUndelivered(int left) {
        await(() -> number("SELECT count(*) FROM webhook_event_inbox") == 0
                && number("SELECT count(*) FROM webhook_deliveries WHERE status <> 'success'") <= left);
    }

    private Map<String, Long> received() {
        return receiver.requests().stream()
                .collect(Collectors.groupingBy(
                        request -> request.header("webhook-id").orElseThrow(), Collectors.counting()));
    }

    /** Returns how many requests there were beyond one for each delivery. */
    long duplicates() {
        return received().values().stream()
                .mapToLong(requests -> requests - LANES)
                .sum();
    }

    void awaitActive(String queue) {
        await(() -> active().equals(queue));
    }

    String active() {
        return all.text("SELECT queue FROM webhook_active_queue");
    }

    String epoch() {
        return all.text("SELECT epoch FROM webhook_active_queue");
    }

    /** Waits until every node says that this queue is the active one. */
    void awaitTold(String queue) {
        await(() -> nodes.stream().allMatch(node -> queue.equals(node.health().activeQueue())));
    }

    /** Waits until, as every node sees it, the circuits of all lanes are open, and nothing is in flight. */
    void awaitAllCircuitsOpen() {
        await(() -> nodes.stream()
                .map(WebhookDispatcher::health)
                .allMatch(health ->
                        Objects.equals(health.openCircuits(), (long) LANES) && health.attemptsInFlight() == 0));
    }

    void awaitOtherEpoch(String than) {
        await(() -> !epoch().equals(than));
    }

    /** Lets the time pass for which PostgreSQL's queue stays the active one. */
    void endHold() {
        all.sql("UPDATE webhook_active_queue SET since = since - hold");
    }

    long number(String sql) {
        return (long) Double.parseDouble(all.text(sql));
    }

    static void await(BooleanSupplier condition) {
        Nodes.await(condition, SOON);
    }

    @Override
    public void close() {
        receiver.release();
        all.close();
        clients.forEach(UnifiedJedis::close);
        receiver.close();
    }
}
