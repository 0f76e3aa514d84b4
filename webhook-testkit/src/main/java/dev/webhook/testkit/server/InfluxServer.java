package dev.webhook.testkit.server;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A running InfluxDB 1 that tests share; each makes a database of its own.
 *
 * <pre>{@code
 * InfluxServer server = InfluxServer.find();
 * String database = server.createDatabase("orders");
 * }</pre>
 *
 * <p>JUnit tests get one by {@link InfluxExtension}. Tests that stop, kill or suspend a server start one of their own:
 * {@link InfluxProcess}.
 *
 * <p>Thread-safe.
 */
public final class InfluxServer implements AutoCloseable {

    private static final int LONGEST_MILLIS = 10_000;

    private final Source source;
    private final URI uri;
    private final Runnable end;
    private final String version;

    /** Where a server comes from. Thread-safe. */
    public enum Source {
        /** Named by the environment variable {@code WEBHOOK_TEST_INFLUXDB_URL}. */
        ENVIRONMENT,
        /** A container, started by Testcontainers. */
        CONTAINER,
        /** A process of this machine: an installed server, or Debian's, unpacked into a cache folder. */
        PROCESS
    }

    /** Connects once, to see that it answers; {@code end} is for {@link #close()}. */
    InfluxServer(Source source, URI uri, Runnable end) throws IOException {
        this.source = source;
        this.uri = uri;
        this.end = end;
        this.version = askVersion(uri);
    }

    /**
     * Finds a server, and says at level INFO which: the one that the environment variable
     * {@code WEBHOOK_TEST_INFLUXDB_URL} names ({@code http://host:port}, version 1 without authentication); or a
     * container, if a Docker engine answers and Testcontainers is on the class path; or a process, of an installed
     * server or of Debian's package, which is downloaded once.
     *
     * @throws IllegalStateException if there is none; the message says what was tried
     */
    public static InfluxServer find() {
        return InfluxLadder.ofThisMachine().find();
    }

    /** Returns where the server comes from. */
    public Source source() {
        return source;
    }

    /** Returns the server's version, such as {@code 1.6.7}. */
    public String version() {
        return version;
    }

    /** Returns where the server listens. */
    public URI uri() {
        return uri;
    }

    /**
     * Creates an empty database, whose name begins with what is a letter or a digit in {@code name} and ends with a random
     * number, so that many JVMs can use one server.
     *
     * @throws IllegalStateException if the server refuses
     */
    public String createDatabase(String name) {
        return createDatabase(uri, name);
    }

    static String createDatabase(URI uri, String name) {
        String unique = "test_" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_") + "_"
                + UUID.randomUUID().toString().substring(0, 8);
        try {
            byte[] form = ("q=" + URLEncoder.encode("CREATE DATABASE \"" + unique + "\"", StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            HttpURLConnection answer = request(uri.resolve("/query"), form);
            if (answer.getResponseCode() != 200) {
                throw new IllegalStateException(
                        "InfluxDB refused to create a database: HTTP status " + answer.getResponseCode());
            }
            return unique;
        } catch (IOException e) {
            throw new IllegalStateException("InfluxDB doesn't answer: " + e.getMessage(), e);
        }
    }

    static boolean answers(URI uri) {
        try {
            return !askVersion(uri).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static String askVersion(URI uri) throws IOException {
        String version = request(uri.resolve("/ping"), null).getHeaderField("X-Influxdb-Version");
        if (version == null) {
            throw new IOException("it doesn't say its version");
        }
        return version;
    }

    private static HttpURLConnection request(URI uri, byte @Nullable [] form) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(LONGEST_MILLIS);
        connection.setReadTimeout(LONGEST_MILLIS);
        if (form != null) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(form);
            }
        }
        return connection;
    }

    /** Ends the server if {@link #find()} started it. Has no effect the second time. */
    @Override
    public void close() {
        end.run();
    }

    /** Returns version and source. */
    @Override
    public String toString() {
        return "InfluxDB " + version + " (" + source.name().toLowerCase(Locale.ROOT) + ")";
    }
}
