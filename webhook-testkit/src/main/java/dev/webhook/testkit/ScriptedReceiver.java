package dev.webhook.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.webhook.http.EndpointUrl;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A receiver of webhooks for tests: an HTTP server on the loopback interface that answers by a script and remembers
 * what it got.
 *
 * <pre>{@code
 * try (ScriptedReceiver receiver = ScriptedReceiver.start()) {
 *     receiver.script(answer(503).header("Retry-After", "5").times(2), answer(200));
 *     // ... an endpoint with receiver.url("/hooks"), an event published ...
 *     List<ReceivedRequest> requests = receiver.await(3, Duration.ofSeconds(10));
 *     assertThat(requests.get(2).text()).contains("payment.success");
 * }
 * }</pre>
 *
 * <p>A script's last answer is given for ever; without a script it is 200. Senders need an address policy that allows
 * {@code http} to loopback addresses.
 *
 * <p>Thread-safe.
 */
public final class ScriptedReceiver implements AutoCloseable {

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(ScriptedReceiver::thread);
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<ReceivedRequest> received = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Script script = new Script(Answer.answer(200));
    private volatile CountDownLatch release = new CountDownLatch(1);

    private ScriptedReceiver(HttpServer server) {
        this.server = server;
    }

    /** Starts a receiver on a free port. */
    public static ScriptedReceiver start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ScriptedReceiver receiver = new ScriptedReceiver(server);
            server.createContext("/", receiver::handle);
            server.setExecutor(receiver.threads);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback interface", e);
        }
    }

    /** Returns the URL of {@code path} here, whose host is an address. */
    public EndpointUrl url(String path) {
        return EndpointUrl.of("http://" + server.getAddress().getAddress().getHostAddress() + ":" + port() + path);
    }

    /** Returns the port. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Answers every request from now on by {@code answers} in order, unless its path has a script of its own. */
    public void script(Answer... answers) {
        script = new Script(answers);
    }

    /** Answers requests to {@code path}, without query, by {@code answers} in order. */
    public void scriptAt(String path, Answer... answers) {
        scripts.put(path, new Script(answers));
    }

    /** Gives all answers that are {@link Answer#held()} back now; later ones are held until the next release. */
    public void release() {
        CountDownLatch current = release;
        release = new CountDownLatch(1);
        current.countDown();
    }

    /** Returns what has come so far, in order of arrival. */
    public List<ReceivedRequest> requests() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /**
     * Waits until {@code count} requests have come, and returns all that have.
     *
     * @throws AssertionError if they have not after {@code timeout}, or the thread is interrupted
     */
    public List<ReceivedRequest> await(int count, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (received) {
            while (received.size() < count) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0) {
                    throw new AssertionError("expected " + count + " requests within " + timeout + ", but got "
                            + received.size() + ": " + received);
                }
                waitFor(millis);
            }
            return List.copyOf(received);
        }
    }

    /** Stops at once: held answers are dropped, connections closed, threads ended. */
    @Override
    public void close() {
        closed.countDown();
        release();
        server.stop(0);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("threads of the receiver are still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("WaitNotInLoop")
    private void waitFor(long millis) {
        try {
            received.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for requests", e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        CountDownLatch untilReleased = release;
        String path = exchange.getRequestURI().getPath();
        Answer answer = scripts.getOrDefault(path, script).next();
        byte[] body = exchange.getRequestBody().readAllBytes();
        remember(new ReceivedRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                body,
                Instant.now()));
        try (exchange) {
            if (answer.isHeld()) {
                untilReleased.await();
            }
            if (!answer.isHangUp() && closed.getCount() > 0) {
                give(answer, exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void remember(ReceivedRequest request) {
        synchronized (received) {
            received.add(request);
            received.notifyAll();
        }
    }

    private void give(Answer answer, HttpExchange exchange) throws IOException, InterruptedException {
        byte[] body = answer.bytes();
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            write(body, answer.drip(), exchange.getResponseBody());
        }
    }

    private void write(byte[] body, Duration pause, OutputStream out) throws IOException, InterruptedException {
        int step = pause.isZero() ? body.length : 1;
        for (int i = 0; i < body.length; i += step) {
            if (i > 0 && closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            out.write(body, i, step);
            out.flush();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "webhook-receiver-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private static final class Script {

        private final Answer[] answers;
        private int at;
        private int given;

        Script(Answer... answers) {
            if (answers.length == 0) {
                throw new IllegalArgumentException("a script needs at least one answer");
            }
            this.answers = answers.clone();
        }

        synchronized Answer next() {
            if (given == answers[at].times() && at < answers.length - 1) {
                at++;
                given = 0;
            }
            given++;
            return answers[at];
        }
    }
}
