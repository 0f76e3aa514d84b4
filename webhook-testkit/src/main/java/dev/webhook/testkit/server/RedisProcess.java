package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
public final class RedisProcess implements AutoCloseable {

    private static final int ATTEMPTS = 5;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int LOG_TAIL = 2_000;
    /** A node of a cluster listens on a second port, so far above the first. */
    private static final int BUS_OFFSET = 10_000;

    private final Path home;
    private final Path program;
    private final Watchdog watchdog;
    private final Map<String, String> settings;
    private int port;
    private @Nullable Process process;

    private RedisProcess(Builder builder) throws IOException {
        home = Files.createTempDirectory(Temporary.directory(), "webhook-redis-");
        watchdog = Watchdog.over(home);
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
    public synchronized URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /** Returns the data directory. */
    public Path dataDirectory() {
        return home;
    }

    /** Returns the process id of the server, for signals, or of the last one if none runs. */
    public synchronized long pid() {
        return running().pid();
    }

    /** Returns whether the server's process is alive. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Shuts the server down as an operator does: what is to be saved is saved. */
    public synchronized void stop() {
        if (isRunning()) {
            signal("CONT");
            signal("TERM");
            awaitEnd();
        }
    }

    /** Ends the server by SIGKILL, as a crash does. */
    public synchronized void kill() {
        if (isRunning()) {
            running().destroyForcibly();
            awaitEnd();
        }
    }

    /** Lets the server hang (SIGSTOP): connections stay open and nothing is answered until {@link #resume()}. */
    public synchronized void suspend() {
        signal("STOP");
    }

    /** Lets a suspended server go on. */
    public synchronized void resume() {
        signal("CONT");
    }

    /**
     * Stops the server if it runs, and starts it on the same data directory, port and settings.
     *
     * @throws IllegalStateException if it can't be started; the message says why
     */
    public synchronized void restart() {
        stop();
        try {
            launch();
        } catch (IOException e) {
            throw new IllegalStateException("Redis can't be started again: " + e.getMessage(), e);
        }
    }

    /** Stops the server and removes its directory. Has no effect the second time. */
    @Override
    public synchronized void close() {
        stop();
        watchdog.close();
    }

    /** Returns where it listens and what it does. */
    @Override
    public synchronized String toString() {
        return "Redis on port " + port + (isRunning() ? ", running" : ", stopped");
    }

    private void signal(String name) {
        Command.of(List.of(), "kill", "-" + name, pid()).run(home);
    }

    /** Another process may take the port between our look and the server's start. */
    private void launchOnFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            try {
                launch();
                return;
            } catch (IllegalStateException e) {
                if (attempt == ATTEMPTS || !logTail().contains("in use")) {
                    throw e;
                }
            }
        }
    }

    /** Returns a free port whose cluster bus port, {@value #BUS_OFFSET} above it, is free too. */
    private static int freePort() throws IOException {
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

    private void launch() throws IOException {
        List<Object> words = new ArrayList<>(List.of(program, "--port", port, "--bind", "127.0.0.1", "--dir", home));
        settings.forEach((name, value) -> words.addAll(List.of("--" + name, value)));
        Process started = Command.of(List.of(), words.toArray())
                .in(home)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
        process = started;
        watchdog.watch(started);
        awaitAnswers(started);
    }

    private void awaitAnswers(Process started) throws IOException {
        long begin = System.nanoTime();
        while (!answers()) {
            if (exits(started)) {
                throw new IllegalStateException("the server ended at once: " + logTail());
            }
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                kill();
                throw new IllegalStateException("the server took no connections in time: " + logTail());
            }
        }
    }

    /** One that wants a password answers too. */
    private boolean answers() {
        try (RedisWire wire = RedisWire.open(uri())) {
            return wire.ask("PING").equals("+PONG");
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("-NOAUTH");
        }
    }

    private static boolean exits(Process started) throws IOException {
        try {
            return started.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the server started", e);
        }
    }

    private void awaitEnd() {
        if (!Command.ended(running())) {
            throw new IllegalStateException("the server doesn't end: " + logTail());
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("the server was never started");
        }
        return process;
    }

    private Path logFile() {
        return home.resolve("log");
    }

    private String logTail() {
        try {
            String log = Files.readString(logFile());
            return log.substring(Math.max(0, log.length() - LOG_TAIL)).strip();
        } catch (IOException e) {
            return "its log can't be read";
        }
    }
}
