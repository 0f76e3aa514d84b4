package dev.webhook.benchmarks.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody else's server, on a free port of this machine: answers each request after a while, so that many are open at a
 * time, and now and then refuses a webhook the first time. It logs all requests; the sending node is known by its
 * {@code User-Agent}.
 *
 * <p>Thread-safe.
 */
final class Receiver implements AutoCloseable {

    /** Well below the second after which a lane counts as slow. */
    private static final long DELAY_MILLIS = 400;

    private static final int REFUSED_ONE_IN = 25;
    private static final int BACKLOG = 1_000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final HttpServer server;
    private final ExecutorService readers = Executors.newFixedThreadPool(4);
    private final ExecutorService answers = Executors.newFixedThreadPool(2);
    private final Executor later = CompletableFuture.delayedExecutor(DELAY_MILLIS, TimeUnit.MILLISECONDS, answers);
    private final Queue<Received> log = new ConcurrentLinkedQueue<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger webhooks = new AtomicInteger();
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    private Receiver(HttpServer server) {
        this.server = server;
    }

    static Receiver start() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0);
        Receiver receiver = new Receiver(HttpServer.create(address, BACKLOG));
        receiver.server.createContext("/", receiver::handle);
        receiver.server.setExecutor(receiver.readers);
        receiver.server.start();
        return receiver;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
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

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String messageId = exchange.getRequestHeaders().getFirst("webhook-id");
        String url = url(exchange.getRequestURI().getPath());
        boolean refused = known.add(messageId + url) && webhooks.incrementAndGet() % REFUSED_ONE_IN == 0;
        Received request =
                new Received(exchange.getRequestHeaders().getFirst("User-Agent"), messageId, url, refused ? 503 : 204);
        log.add(request);
        arrived.incrementAndGet();
        counter(request.node).incrementAndGet();
        later.execute(() -> answer(exchange, request));
    }

    private void answer(HttpExchange exchange, Received request) {
        try (exchange) {
            exchange.sendResponseHeaders(request.status, -1);
            request.answered();
        } catch (IOException e) {
            // its node was killed; that it stays unanswered is in the log
        } finally {
            counter(request.node).decrementAndGet();
        }
    }
}
