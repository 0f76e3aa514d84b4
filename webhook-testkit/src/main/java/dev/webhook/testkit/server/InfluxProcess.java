package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
public final class InfluxProcess extends ServerProcess implements AutoCloseable {

    private final Path program;

    private InfluxProcess(Path program) throws IOException {
        super("InfluxDB", "webhook-influxdb-", Duration.ofMinutes(1));
        this.program = program;
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
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /**
     * Creates an empty database, as {@link InfluxServer#createDatabase} does.
     *
     * @throws IllegalStateException if the server refuses or doesn't run
     */
    public String createDatabase(String name) {
        return InfluxServer.createDatabase(uri(), name);
    }

    /** Shuts the server down as an operator does. */
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

    /**
     * Stops the server if it runs, and starts it on the same data directory and port.
     *
     * @throws IllegalStateException if it can't be started; the message says why
     */
    @Override
    public synchronized void restart() {
        super.restart();
    }

    @Override
    Command command(int onPort) throws IOException {
        Path settings = home.resolve("influxdb.conf");
        Files.writeString(settings, settings(home, onPort));
        return Command.of(List.of(), program, "-config", settings);
    }

    @Override
    boolean answers() {
        return InfluxServer.answers(uri());
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
