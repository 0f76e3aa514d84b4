package dev.webhook.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.webhook.signing.WebhookVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Somebody else's server, on a free port of this machine. It verifies every webhook as a receiver should, and keeps a
 * log of its own.
 *
 * <p>Thread-safe.
 */
final class LocalReceiver implements AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8, work -> new Thread(work, "receiver"));
    private final Map<String, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final List<Arrival> log = new CopyOnWriteArrayList<>();

    private LocalReceiver(HttpServer server) {
        this.server = server;
    }

    static LocalReceiver start() throws IOException {
        LocalReceiver receiver =
                new LocalReceiver(HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 0));
        receiver.server.createContext("/", receiver::handle);
        receiver.server.setExecutor(receiver.threads);
        receiver.server.start();
        return receiver;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Takes what {@code verifier} finds genuine, except the first {@code failures} requests, and answers 401 else. */
    void take(String path, WebhookVerifier verifier, int failures) {
        mailboxes.put(path, new Mailbox(path, verifier, failures));
    }

    /** Ends the failures of a path. */
    void mend(String path) {
        Objects.requireNonNull(mailboxes.get(path), path).mend();
    }

    /** Returns the requests so far, in the order of their arrival. */
    List<Arrival> log() {
        return List.copyOf(log);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the receiver's threads don't end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Mailbox mailbox = mailboxes.get(exchange.getRequestURI().getPath());
            int status = NOT_FOUND;
            if (mailbox != null) {
                Arrival arrival = mailbox.receive(exchange.getRequestHeaders(), body);
                log.add(arrival);
                status = arrival.status();
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
