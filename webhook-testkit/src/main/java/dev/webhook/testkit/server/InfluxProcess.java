package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An InfluxDB 1 of one's own, which a test may stop, kill, suspend and start again on the same data. It is a process of
 * this machine, from an installed {@code influxd} or from Debian's package, which is downloaded once and unpacked into
 * {@code ~/.cache/webhook-testkit} without being installed; it listens on a free port of the loopback address.
 *
 * <pre>{@code
 * try (InfluxProcess process = InfluxProcess.start()) {
 *     process.kill();
 *     process.restart();
 * }
 * }</pre>
 *
 * <p>When the JVM ends, in whichever way, the server is ended and its directory removed.
 *
 * <p>Thread-safe.
 */
public final class InfluxProcess implements AutoCloseable {

    private static final int ATTEMPTS = 5;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int LOG_TAIL = 2_000;

    private final Path home;
    private final Path program;
    private final Watchdog watchdog;
    private int port;
    private @Nullable Process process;

    private InfluxProcess(Path program) throws IOException {
        this.program = program;
        this.home = Files.createTempDirectory(Temporary.directory(), "webhook-influxdb-");
        this.watchdog = Watchdog.over(home);
        try {
            launchOnFreePort();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a server; returns when it answers.
     *
     * @throws IllegalStateException if there is no InfluxDB to be had, or it can't be started; the message says why
     */
    public static InfluxProcess start() {
        Path cache = Path.of(System.getProperty("user.home", "/tmp"), ".cache", "webhook-testkit");
        return start(System.getenv().getOrDefault("PATH", ""), cache);
    }

    static InfluxProcess start(String searchPath, Path cache) {
        try {
            return new InfluxProcess(InfluxBinaries.find(searchPath, cache));
        } catch (IOException e) {
            throw new IllegalStateException("InfluxDB can't be started: " + e.getMessage(), e);
        }
    }

    /** Returns where the server listens; it stays the same after a restart. */
    public synchronized URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /**
     * Creates an empty database, as {@link InfluxServer#createDatabase} does.
     *
     * @throws IllegalStateException if the server refuses or doesn't run
     */
    public String createDatabase(String name) {
        return InfluxServer.createDatabase(uri(), name);
    }

    /** Returns whether the server's process is alive. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Shuts the server down as an operator does. */
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
     * Stops the server if it runs, and starts it on the same data directory and port.
     *
     * @throws IllegalStateException if it can't be started; the message says why
     */
    public synchronized void restart() {
        stop();
        try {
            launch();
        } catch (IOException e) {
            throw new IllegalStateException("InfluxDB can't be started again: " + e.getMessage(), e);
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
        return "InfluxDB on port " + port + (isRunning() ? ", running" : ", stopped");
    }

    private void signal(String name) {
        Command.of(List.of(), "kill", "-" + name, running().pid()).run(home);
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void launch() throws IOException {
        Path settings = home.resolve("influxdb.conf");
        Files.writeString(settings, settings(home, port));
        Process started = Command.of(List.of(), program, "-config", settings)
                .in(home)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
        process = started;
        watchdog.watch(started);
        awaitAnswers(started);
    }

    private void awaitAnswers(Process started) throws IOException {
        long begin = System.nanoTime();
        while (!InfluxServer.answers(uri())) {
            if (exits(started)) {
                throw new IllegalStateException("the server ended at once: " + logTail());
            }
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                kill();
                throw new IllegalStateException("the server took no connections in time: " + logTail());
            }
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

    /** Nothing is reported to anybody, and nothing but the HTTP port needs to be known. */
    private static String settings(Path home, int port) {
        return """
            reporting-disabled = true
            bind-address = "127.0.0.1:0"
            [meta]
              dir = "%1$s/meta"
            [data]
              dir = "%1$s/data"
              wal-dir = "%1$s/wal"
            [http]
              bind-address = "127.0.0.1:%2$d"
              log-enabled = false
            [monitor]
              store-enabled = false
            """.formatted(home, port);
    }
}
