package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/**
 * A running Redis that tests share; each begins its keys with a prefix of its own.
 *
 * <pre>{@code
 * try (RedisServer server = RedisServer.find();
 *         UnifiedJedis jedis = RedisClient.create(server.uri())) {
 * }
 * }</pre>
 *
 * <p>JUnit tests get one by {@link RedisExtension}. Tests that stop, kill or configure a server start one of their own:
 * {@link RedisProcess}, {@link RedisCluster}.
 *
 * <p>Thread-safe.
 */
public final class RedisServer implements AutoCloseable {

    private final Source source;
    private final URI uri;
    private final Runnable end;
    private final String version;

    /** Where a server comes from. Thread-safe. */
    public enum Source {
        /** Named by the environment variable {@code WEBHOOK_TEST_REDIS_URL}. */
        ENVIRONMENT,
        /** A container, started by Testcontainers. */
        CONTAINER,
        /** A process of this machine: an installed server, or the one on the class path. */
        PROCESS
    }

    /** Connects once, to see that it answers; {@code end} is for {@link #close()}. */
    RedisServer(Source source, URI uri, Runnable end) throws IOException {
        this.source = source;
        this.uri = uri;
        this.end = end;
        try (RedisWire wire = RedisWire.open(uri)) {
            version = wire.ask("INFO server")
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow(() -> new IOException("it doesn't say its version"));
        }
    }

    /**
     * Finds a server, and says at level INFO which: the one that the environment variable {@code WEBHOOK_TEST_REDIS_URL}
     * names ({@code redis://user:password@host:port}); or a container, if a Docker engine answers and Testcontainers is on
     * the class path; or a process, of an installed server or the one on the class path.
     *
     * @throws IllegalStateException if there is none; the message says what was tried
     */
    public static RedisServer find() {
        return RedisLadder.ofThisMachine().find();
    }

    /** Returns where the server comes from. */
    public Source source() {
        return source;
    }

    /** Returns the server's version, such as {@code 7.0.15}. */
    public String version() {
        return version;
    }

    /** Returns where the server listens, as clients are told it, with user and password if it has any. */
    public URI uri() {
        return uri;
    }

    /** Ends the server if {@link #find()} started it. Has no effect the second time. */
    @Override
    public void close() {
        end.run();
    }

    /** Returns version and source; no password. */
    @Override
    public String toString() {
        return "Redis " + version + " (" + source.name().toLowerCase(Locale.ROOT) + ")";
    }
}
