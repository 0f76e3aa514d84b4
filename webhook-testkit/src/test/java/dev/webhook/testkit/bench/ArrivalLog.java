package dev.webhook.testkit.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A receiver that notes when each message came: {@code /ok} answers at once, {@code /hang} never. Thread-safe. */
final class ArrivalLog implements AutoCloseable {

    private final Map<String, Long> published = new ConcurrentHashMap<>();
    private final Map<String, Long> arrived = new ConcurrentHashMap<>();
    private final Semaphore answered = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    ArrivalLog() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.setExecutor(threads);
        server.createContext("/ok", this::answer);
        server.createContext("/hang", this::hang);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    void published(String id, long nanos) {
        published.put(id, nanos);
    }

    /** Waits until {@code count} requests were answered. */
    void await(int count, Duration most) throws InterruptedException {
        if (!answered.tryAcquire(count, most.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("only " + answered.availablePermits() + " of " + count + " arrived");
        }
    }

    /** Returns the time from publish to arrival of everything that {@link #published} was told of. */
    double[] latenciesMillis() {
        return published.entrySet().stream()
                .filter(entry -> arrived.containsKey(entry.getKey()))
                .mapToDouble(entry -> (arrived.get(entry.getKey()) - entry.getValue()) / 1e6)
                .toArray();
    }

    private void answer(HttpExchange exchange) throws IOException {
        arrived.putIfAbsent(exchange.getRequestHeaders().getFirst("webhook-id"), System.nanoTime());
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
        answered.release();
    }

    private void hang(HttpExchange exchange) {
        try {
            closing.await();
            exchange.close();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
