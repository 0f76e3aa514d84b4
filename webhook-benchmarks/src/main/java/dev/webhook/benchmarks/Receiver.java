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

/**
 * An HTTP server that costs as little as can be, so that what is measured is who sends: it answers 200 to whatever is
 * posted, on any path, and keeps connections open. A process of its own, which prints its port.
 */
final class Receiver {

    private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 4_096;
    private static final String LENGTH = "content-length:";

    private Receiver() {}

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
            for (int length = head(in); length >= 0; length = head(in)) {
                in.skipNBytes(length);
                out.write(OK);
            }
        } catch (IOException e) {
            // the client went
        }
    }

    /** Reads a request's head and returns its body's length, or -1 if there is no further request. */
    private static int head(InputStream in) throws IOException {
        int length = 0;
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String header = line.toString().trim().toLowerCase(Locale.ROOT);
            if (header.isEmpty()) {
                return length;
            }
            if (header.startsWith(LENGTH)) {
                length = Integer.parseInt(header.substring(LENGTH.length()).trim());
            }
            line.setLength(0);
        }
        return -1;
    }
}
