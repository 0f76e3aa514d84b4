package dev.webhook.benchmarks.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody else's server, on a free port of this machine. It logs all requests; the sending node is known by its
 * {@code User-Agent}.
 *
 * <p>Thread-safe.
 */
final class Receiver implements AutoCloseable {

    /** How requests are answered. */
    interface Manners {

        /** Says how to answer the request to {@code path} that is the {@code number}th webhook, or one's repetition. */
        Answer answer(String path, boolean repeated, int number);
    }

    record Answer(int status, int delayMillis) {}

    private static final int BACKLOG = 1_000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final HttpServer server;
    private final Manners manners;
    private final SecretsKnown secrets;
    private final InstantSource clock;
    private final ExecutorService readers = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService answers = Executors.newScheduledThreadPool(2);
    private final Queue<Received> log = new ConcurrentLinkedQueue<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger webhooks = new AtomicInteger();
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    private Receiver(HttpServer server, Manners manners, SecretsKnown secrets, InstantSource clock) {
        this.server = server;
        this.manners = manners;
        this.secrets = secrets;
        this.clock = clock;
    }

    static Receiver start(Manners manners, SecretsKnown secrets, InstantSource clock) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0);
        Receiver receiver = new Receiver(HttpServer.create(address, BACKLOG), manners, secrets, clock);
        receiver.server.createContext("/", receiver::handle);
        receiver.server.setExecutor(receiver.readers);
        receiver.server.start();
        return receiver;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Returns how many requests have arrived. */
    int arrived() {
        return arrived.get();
    }

    /** Returns how many requests of a node wait for their answer. */
    int open(String node) {
        return counter(node).get();
    }

    /** Returns the requests so far, in the order of their arrival. */
    List<Received> log() {
        return List.copyOf(log);
    }

    @Override
    public void close() {
        answers.shutdownNow();
        server.stop(0);
        readers.shutdownNow();
    }

    private AtomicInteger counter(String node) {
        return open.computeIfAbsent(node, name -> new AtomicInteger());
    }

    /** The URL is the one that the client asked for, be the way to here another. */
    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String messageId = exchange.getRequestHeaders().getFirst("webhook-id");
        String path = exchange.getRequestURI().getPath();
        String url = "http://" + exchange.getRequestHeaders().getFirst("Host") + path;
        boolean repeated = !known.add(messageId + url);
        Answer answer = manners.answer(path, repeated, repeated ? webhooks.get() : webhooks.incrementAndGet());
        Received request = new Received(
                exchange.getRequestHeaders().getFirst("User-Agent"),
                messageId,
                url,
                answer.status,
                clock.instant(),
                secrets.proof(url, exchange.getRequestHeaders()::getFirst, body));
        log.add(request);
        arrived.incrementAndGet();
        counter(request.node).incrementAndGet();
        Future<?> unused = answers.schedule(() -> answer(exchange, request), answer.delayMillis, TimeUnit.MILLISECONDS);
    }

    private void answer(HttpExchange exchange, Received request) {
        try (exchange) {
            exchange.sendResponseHeaders(request.status, -1);
            request.answered(clock.instant());
        } catch (IOException e) {
            // its node was killed; that it stays unanswered is in the log
        } finally {
            counter(request.node).decrementAndGet();
        }
    }
}
