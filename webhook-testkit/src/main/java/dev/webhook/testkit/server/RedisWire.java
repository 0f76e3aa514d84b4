package dev.webhook.testkit.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A connection to Redis for the few commands that the test kit needs, so that it brings no client along. Not
 * thread-safe.
 */
final class RedisWire implements AutoCloseable {

    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private static final int DEFAULT_PORT = 6379;

    private final Socket socket;
    private final InputStream in;

    private RedisWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects, and signs on if the URI has a user or a password. */
    static RedisWire open(URI uri) throws IOException {
        Socket socket = new Socket();
        try {
            int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
            socket.connect(new InetSocketAddress(uri.getHost(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            RedisWire wire = new RedisWire(socket);
            if (uri.getRawUserInfo() != null) {
                String credentials = uri.getRawUserInfo().replaceFirst("^:", "").replaceFirst(":", " ");
                wire.ask("AUTH " + URLDecoder.decode(credentials, StandardCharsets.UTF_8));
            }
            return wire;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends a command, its words apart by spaces, and returns the answer: a status or number with its mark, or a text.
     *
     * @throws IOException if Redis answers with an error, without an answer, or with something else
     */
    String ask(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        String line = line();
        if (line.startsWith("+") || line.startsWith(":")) {
            return line;
        }
        if (!line.startsWith("$") || line.startsWith("$-")) {
            throw new IOException("Redis answered " + line);
        }
        byte[] text = in.readNBytes(Integer.parseInt(line.substring(1)));
        line();
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("Redis ended the connection");
            }
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
