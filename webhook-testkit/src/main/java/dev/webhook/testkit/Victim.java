package dev.webhook.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A connection of a {@link HostileReceiver}, with bounds on what is sent and for how long. */
final class Victim {

    private static final long MOST_BYTES = 64L * 1024 * 1024;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final CountDownLatch never = new CountDownLatch(1);
    private final long end = System.nanoTime() + MOST_NANOS;
    private long sent;

    Victim(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        socket.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(MOST_NANOS));
    }

    /** Reads a request with its body. */
    void readRequest() throws IOException {
        int length = 0;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).trim());
            }
        }
        in.skipNBytes(length);
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        sent += bytes.length;
    }

    /** Sends {@code text} until the sender hangs up or the bounds are reached. */
    void flood(String text) throws IOException {
        byte[] bytes = text.repeat(Math.max(1, 8192 / text.length())).getBytes(StandardCharsets.ISO_8859_1);
        while (sent < MOST_BYTES && System.nanoTime() - end < 0) {
            send(bytes);
        }
    }

    /** Sends {@code text} over and over, a byte each 20 ms. */
    void drip(String text) throws IOException, InterruptedException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            send(new byte[] {bytes[i % bytes.length]});
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    /** Waits until the sender hangs up, and reads what it says till then. */
    void waitForHangUp() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** Waits and reads nothing. */
    void ignore() throws InterruptedException {
        never.await(MOST_NANOS, TimeUnit.NANOSECONDS);
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    void closeHalf() throws IOException {
        socket.shutdownOutput();
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.size() > 64 * 1024) {
                throw new IOException("no request");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).trim();
    }
}
