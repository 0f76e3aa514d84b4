package dev.webhook.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of one's own, which a test may configure, stop, kill and start again on the same data. It is a process of
 * this machine, from the binaries on the class path unless others are named, and listens on a free port of the loopback address. Durable, as
 * PostgreSQL is unless told otherwise.
 *
 * <pre>{@code
 * try (PostgresProcess process = PostgresProcess.builder().set("max_connections", "10").start()) {
 *     process.kill();
 *     process.restart();
 * }
 * }</pre>
 *
 * <p>When the JVM ends, in whichever way, the server is ended and its directory removed.
 *
 * <p>Thread-safe.
 */
public final class PostgresProcess extends ServerProcess implements AutoCloseable {

    private static final String USER = "postgres";
    private static final String PASSWORD_FILE = "webhook_test_password";

    private final Path installation;
    private final Path data;
    private final ServerUser serverUser;
    private final Map<String, String> settings;
    private final String password;
    private final PostgresServer server;

    private PostgresProcess(Builder builder) throws IOException, SQLException {
        super("PostgreSQL", "webhook-postgres-", Duration.ofMinutes(2));
        try {
            int uid = Temporary.uid(home);
            installation = builder.installation == null ? PostgresBinaries.unpacked(uid) : builder.installation;
            serverUser = ServerUser.of(uid, installation.resolve("bin/postgres"), home);
            serverUser.own(home);
            settings = new LinkedHashMap<>(builder.settings);
            data = builder.data == null ? home.resolve("data") : builder.data.toAbsolutePath();
            password = Files.exists(data.resolve("PG_VERSION")) ? adopt() : initialise();
            launchOnFreePort();
            server = PostgresServer.connect(PostgresServer.Source.PROCESS, url(), USER, password, this::close);
        } catch (IOException | SQLException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Collects what is to be known before the server starts. Not thread-safe. */
    public static final class Builder {

        private final Map<String, String> settings = new LinkedHashMap<>();
        private @Nullable Path data;
        private @Nullable Path installation;

        private Builder() {}

        /**
         * Sets one of PostgreSQL's settings, as {@code -c} does on its command line, for example {@code archive_mode}.
         *
         * @throws IllegalArgumentException if {@code name} can't be the name of a setting
         */
        public Builder set(String name, String value) {
            if (!name.matches("[a-zA-Z_][a-zA-Z0-9_.]*")) {
                throw new IllegalArgumentException("a setting is called like archive_mode, not " + name);
            }
            settings.put(name, value);
            return this;
        }

        /**
         * Sets the data directory, which outlives the server: one that doesn't exist or is empty is initialised, one that
         * another server of this class has left, or a copy of it, is taken as it is. Where the JVM runs as root and may
         * not make user namespaces, the server runs as nobody, is given the directory, and must be able to reach it.
         * Defaults to a new one, removed at the end.
         */
        public Builder dataDirectory(Path directory) {
            data = directory;
            return this;
        }

        /**
         * Sets the programs to use: a directory whose {@code bin} has {@code initdb} and {@code postgres}, for example
         * {@code /usr/lib/postgresql/17}. Set it if the server must be of the version of other programs, such as
         * {@code pg_dump}. Defaults to those on the class path.
         */
        public Builder installation(Path directory) {
            installation = directory.toAbsolutePath();
            return this;
        }

        /**
         * Starts the server; returns when it takes connections.
         *
         * @throws IllegalStateException if it can't be started; the message says why
         */
        public PostgresProcess start() {
            try {
                return new PostgresProcess(this);
            } catch (IOException | SQLException e) {
                throw new IllegalStateException("PostgreSQL can't be started: " + e.getMessage(), e);
            }
        }
    }

    /** Returns a builder of a server with PostgreSQL's own settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the server, to make databases on; it can be used as long as this process runs, and after a restart. */
    public PostgresServer server() {
        return server;
    }

    /**
     * Returns the directory of the server's programs. Those of the class path are {@code initdb}, {@code pg_ctl} and
     * {@code postgres}; there are no others.
     */
    public Path binDirectory() {
        return installation.resolve("bin");
    }

    /** Returns the data directory. */
    public Path dataDirectory() {
        return data;
    }

    /** Returns the file that the server logs to. */
    public Path logFile() {
        return log();
    }

    /** Returns the process id of the server, for signals, or of the last one if none runs. */
    public synchronized long pid() {
        return running().pid();
    }

    /** Shuts the server down as an operator does (fast mode): connections are ended, all is written. */
    @Override
    public synchronized void stop() {
        stopBy("INT");
    }

    /** Ends the server and all its processes by SIGKILL, as a crash does. */
    @Override
    public synchronized void kill() {
        if (!isRunning()) {
            return;
        }
        List<ProcessHandle> backends = running().descendants().toList();
        running().destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        super.kill();
        // They hold the shared memory that a restart must find free. Where nobody reaps orphans they stay in the list
        // of processes, holding nothing.
        CompletableFuture.allOf(backends.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                .join();
    }

    /** Returns where it listens and what it does; no password. */
    @Override
    public synchronized String toString() {
        return super.toString();
    }

    /**
     * Creates a directory that the server can write to, for an archive or a copy; it is removed with the server's.
     *
     * @throws IllegalStateException if it can't be created
     */
    public Path createDirectory(String name) {
        try {
            Path directory = Files.createDirectory(home.resolve(name));
            serverUser.own(directory);
            return directory;
        } catch (IOException e) {
            throw new IllegalStateException(name + " can't be created in " + home, e);
        }
    }

    private String initialise() throws IOException {
        Path file = home.resolve("password");
        Files.writeString(file, "canary-" + UUID.randomUUID());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        serverUser.own(file);
        List<Object> words = new ArrayList<>(List.of(installation.resolve("bin/initdb"), "-D", data, "-U", USER));
        words.addAll(List.of("-A", "scram-sha-256", "--pwfile=" + file, "-E", "UTF8", "--no-locale", "--no-sync"));
        words.add("--no-instructions");
        Path sample = installation.resolve("share/postgresql/postgresql.conf.sample");
        if (Files.exists(sample) && Files.readString(sample).contains("scram_iterations")) {
            // Nobody can guess the password, so there is no use in making guesses slow. Before 16 it can't be told so.
            words.addAll(List.of("-c", "scram_iterations=1"));
        }
        Command.of(serverUser.prefix(), words.toArray()).run(home);
        Files.move(file, data.resolve(PASSWORD_FILE));
        return Files.readString(data.resolve(PASSWORD_FILE));
    }

    private String adopt() throws IOException {
        serverUser.own(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        return Files.readString(data.resolve(PASSWORD_FILE));
    }

    @Override
    Command command(int onPort) {
        List<Object> words = new ArrayList<>(List.of(installation.resolve("bin/postgres"), "-D", data, "-p", onPort));
        words.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
        settings.forEach((name, value) -> words.addAll(List.of("-c", name + "=" + value)));
        return Command.of(serverUser.prefix(), words.toArray());
    }

    @Override
    boolean answers() {
        try {
            DriverManager.getConnection(url(), USER, password).close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    String portIsTaken() {
        return "could not bind";
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres";
    }
}
