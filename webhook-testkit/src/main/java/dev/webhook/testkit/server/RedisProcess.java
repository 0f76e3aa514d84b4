package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Redis of one's own, which a test may configure, stop, kill, suspend and start again on the same data. It is a process
 * of this machine, from an installed {@code redis-server} (6.2 or later, found in the {@code PATH}) or the one on the
 * class path, and listens on a free port of the loopback address. Nothing is written to the disk unless a setting asks
 * for it.
 *
 * <pre>{@code
 * try (RedisProcess process = RedisProcess.builder().set("appendonly", "yes").start()) {
 *     process.kill();
 *     process.restart();
 * }
 * }</pre>
 *
 * <p>When the JVM ends, in whichever way, the server is ended and its directory removed.
 *
 * <p>Thread-safe.
 */
public final class RedisProcess extends ServerProcess implements AutoCloseable {

    /** A node of a cluster listens on a second port, so far above the first. */
    private static final int BUS_OFFSET = 10_000;

    private final Path program;
    private final Map<String, String> settings;

    private RedisProcess(Builder builder) throws IOException {
        super("Redis", "webhook-redis-", Duration.ofMinutes(1));
        try {
            program = builder.embeddedFirst
                    ? RedisBinaries.findEmbedded(builder.searchPath)
                    : RedisBinaries.find(builder.searchPath);
            settings = new LinkedHashMap<>(builder.settings);
            launchOnFreePort();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Collects what is to be known before the server starts. Not thread-safe. */
    public static final class Builder {

        private final Map<String, String> settings = new LinkedHashMap<>(Map.of("save", "", "appendonly", "no"));
        private String searchPath = System.getenv().getOrDefault("PATH", "");
        private boolean embeddedFirst;

        private Builder() {}

        /**
         * Sets one of Redis's settings, as in its configuration file, for example {@code maxmemory}.
         *
         * @throws IllegalArgumentException if {@code name} can't be the name of a setting
         */
        public Builder set(String name, String value) {
            if (!name.matches("[a-z][a-z0-9-]*")) {
                throw new IllegalArgumentException("a setting is called like maxmemory-policy, not " + name);
            }
            settings.put(name, value);
            return this;
        }

        /**
         * Takes the server on the class path (Redis 6.2) before an installed one, to try the oldest Redis that the library
         * runs on.
         */
        public Builder embeddedFirst() {
            embeddedFirst = true;
            return this;
        }

        /** Sets where to look for an installed server, as the variable {@code PATH} does. Defaults to that. */
        Builder searchPath(String folders) {
            searchPath = folders;
            return this;
        }

        /**
         * Starts the server; returns when it takes connections.
         *
         * @throws IllegalStateException if it can't be started; the message says why
         */
        public RedisProcess start() {
            try {
                return new RedisProcess(this);
            } catch (IOException e) {
                throw new IllegalStateException("Redis can't be started: " + e.getMessage(), e);
            }
        }
    }

    /** Returns a builder of a server with Redis's own settings, but without persistence. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns where the server listens, as clients are told it; it stays the same after a restart. */
    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port());
    }

    /** Returns the data directory. */
    public Path dataDirectory() {
        return home;
    }

    /** Returns the process id of the server, for signals, or of the last one if none runs. */
    public synchronized long pid() {
        return running().pid();
    }

    /** Shuts the server down as an operator does: what is to be saved is saved. */
    @Override
    public synchronized void stop() {
        stopBy("CONT", "TERM");
    }

    /** Lets the server hang (SIGSTOP): connections stay open and nothing is answered until {@link #resume()}. */
    public synchronized void suspend() {
        signal("STOP");
    }

    /** Lets a suspended server go on. */
    public synchronized void resume() {
        signal("CONT");
    }

    @Override
    Command command(int onPort) {
        List<Object> words = new ArrayList<>(List.of(program, "--port", onPort, "--bind", "127.0.0.1", "--dir", home));
        settings.forEach((name, value) -> words.addAll(List.of("--" + name, value)));
        return Command.of(List.of(), words.toArray());
    }

    /** One that wants a password answers too. */
    @Override
    boolean answers() {
        try (RedisWire wire = RedisWire.open(uri())) {
            return wire.ask("PING").equals("+PONG");
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("-NOAUTH");
        }
    }

    /** Returns a free port whose cluster bus port, {@value #BUS_OFFSET} above it, is free too. */
    @Override
    int freePort() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket bus =
                            new ServerSocket(busPort(socket.getLocalPort()), 1, InetAddress.getLoopbackAddress())) {
                return Math.min(socket.getLocalPort(), bus.getLocalPort());
            } catch (BindException e) {
                // the next may have both
            }
        }
    }

    private static int busPort(int port) {
        return port + BUS_OFFSET < 65_536 ? port + BUS_OFFSET : port - BUS_OFFSET;
    }
}
