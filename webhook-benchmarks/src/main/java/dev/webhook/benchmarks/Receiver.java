package dev.webhook.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that costs as little as can be, so that what is measured is who sends: it answers 200 to whatever is
 * posted, on any path, and keeps connections open; on some paths it takes its time. A process of its own, which prints its
 * port.
 */
final class Receiver {

    /** What paths begin with on which an answer takes {@link #SLOW_MILLIS}. */
    static final String SLOW = "/slow";

    static final int SLOW_MILLIS = 50;

    private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 4_096;
    private static final String LENGTH = "content-length:";

    private Receiver() {}

    /** What matters of a request's head. */
    private record Head(int length, boolean slow) {}

    /** Runs it until its standard input ends. */
    public static void main(String[] args) throws IOException {
        ExecutorService connections = Executors.newCachedThreadPool();
        try (ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getByAddress(LOOPBACK))) {
            Thread accepting = new Thread(() -> accept(server, connections));
            accepting.start();
            System.out.println(server.getLocalPort());
            while (System.in.read() >= 0) {
                // whatever is typed, it goes on
            }
        }
        connections.shutdownNow();
        System.exit(0); // connections that clients keep open are read from
    }

    private static void accept(ServerSocket server, ExecutorService connections) {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the end
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (Head head = head(in); head != null; head = head(in)) {
                in.skipNBytes(head.length);
                if (head.slow) {
                    Thread.sleep(SLOW_MILLIS);
                }
                out.write(OK);
            }
        } catch (IOException e) {
            // the client went
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads a request's head, or null if there is no further request. */
    private static @Nullable Head head(InputStream in) throws IOException {
        int length = 0;
        boolean slow = false;
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String header = line.toString().trim().toLowerCase(Locale.ROOT);
            if (header.isEmpty()) {
                return new Head(length, slow);
            }
            slow |= header.startsWith("post " + SLOW);
            if (header.startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).trim());
            }
            line.setLength(0);
        }
        return null;
    }
}
