package dev.webhook.testkit;

import dev.webhook.http.EndpointUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A receiver on the loopback interface that does harm in one way, to test that a sender survives it.
 *
 * <p>It sends at most 64 MiB on a connection, for at most 60 seconds.
 *
 * <p>Thread-safe.
 */
public final class HostileReceiver implements AutoCloseable {

    /** What a hostile receiver does to each connection. */
    public enum Behaviour {
        /** Reads the request and says nothing. */
        NEVER_ANSWERS(Misdeeds::neverAnswers),
        /** Takes the connection and reads nothing, so that a long body gets stuck. */
        NEVER_READS(Misdeeds::neverReads),
        /** Sends the status, then headers byte by byte without end. */
        DRIPS_HEADERS(Misdeeds::dripsHeaders),
        /** Sends complete headers, then the body byte by byte without end. */
        DRIPS_BODY(Misdeeds::dripsBody),
        /** Sends many headers without end. */
        ENDLESS_HEADERS(Misdeeds::endlessHeaders),
        /** Sends one header whose value has no end. */
        ENDLESS_HEADER_LINE(Misdeeds::endlessHeaderLine),
        /** Sends a chunk whose extension has no end. */
        ENDLESS_CHUNK_EXTENSION(Misdeeds::endlessChunkExtension),
        /** Sends a body without end. */
        ENDLESS_BODY(Misdeeds::endlessBody),
        /** Sends a small gzip body that inflates to 200 MB. */
        GZIP_BOMB(Misdeeds::gzipBomb),
        /** Resets the connection once the request is there. */
        RESETS(Misdeeds::resets),
        /** Closes its half of the connection at once, and keeps the other open. */
        HALF_CLOSES(Misdeeds::halfCloses),
        /** Sends interim responses without end. */
        INTERIM_FLOOD(Misdeeds::interimFlood),
        /** Answers 503 and asks for a retry after more seconds than any integer holds. */
        ABSURD_RETRY_AFTER(Misdeeds::absurdRetryAfter),
        /** Answers 200 and announces more bytes than any memory holds. */
        ABSURD_CONTENT_LENGTH(Misdeeds::absurdContentLength),
        /** Redirects to a private address. */
        REDIRECTS_TO_PRIVATE(Misdeeds::redirectsToPrivate),
        /** Answers with a line that is not HTTP, and holds control characters. */
        GARBAGE_STATUS_LINE(Misdeeds::garbageStatusLine),
        /** Sends bytes that are neither HTTP nor TLS without being asked, for senders that come with {@code https}. */
        GARBAGE(Misdeeds::garbage);

        @SuppressWarnings("ImmutableEnumChecker") // All are stateless method references.
        private final Misdeeds.Misdeed misdeed;

        Behaviour(Misdeeds.Misdeed misdeed) {
            this.misdeed = misdeed;
        }
    }

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(HostileReceiver::thread);

    private HostileReceiver(ServerSocket server, Behaviour behaviour) {
        this.server = server;
        this.behaviour = behaviour;
    }

    /** Starts a receiver that does {@code behaviour}, on a free port. */
    public static HostileReceiver start(Behaviour behaviour) {
        if (behaviour == Behaviour.GZIP_BOMB) {
            Misdeeds.makeBomb();
        }
        try {
            HostileReceiver receiver =
                    new HostileReceiver(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), behaviour);
            receiver.threads.execute(receiver::accept);
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback interface", e);
        }
    }

    /** Returns the URL of {@code path} here, whose host is an address. */
    public EndpointUrl url(String path) {
        return EndpointUrl.of("http://" + server.getInetAddress().getHostAddress() + ":" + port() + path);
    }

    /** Returns the port. */
    public int port() {
        return server.getLocalPort();
    }

    /** Returns how many connections were made to it. */
    public int connections() {
        return connections.get();
    }

    /** Stops at once: connections are closed and threads ended. */
    @Override
    public void close() {
        threads.shutdown();
        closeQuietly(server);
        open.forEach(HostileReceiver::closeQuietly);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("threads of the receiver are still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                threads.execute(() -> harm(socket));
            }
        } catch (IOException | RejectedExecutionException e) {
            open.forEach(HostileReceiver::closeQuietly);
        }
    }

    private void harm(Socket socket) {
        try (socket) {
            behaviour.misdeed.to(new Victim(socket));
        } catch (IOException | InterruptedException e) {
            // The sender hung up, or this receiver was closed: the end of every connection here.
        } finally {
            open.remove(socket);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("a socket can't be closed", e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "webhook-hostile-receiver-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
