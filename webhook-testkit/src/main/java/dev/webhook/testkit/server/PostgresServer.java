package dev.webhook.testkit.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A running PostgreSQL that tests share.
 *
 * <pre>{@code
 * try (PostgresServer server = PostgresServer.find();
 *         PostgresDatabase database = server.createDatabase("orders")) {
 *     DataSource dataSource = database.dataSource();
 * }
 * }</pre>
 *
 * <p>JUnit tests get one by {@link PostgresExtension}. Tests that stop, kill or configure a server start one of their own:
 * {@link PostgresProcess}.
 *
 * <p>Thread-safe.
 */
public final class PostgresServer implements AutoCloseable {

    private static final int LONGEST_NAME = 40;

    private final Source source;
    private final String url;
    private final String user;
    private final String password;
    private final Runnable end;
    private final String version;

    /** Where a server comes from. Thread-safe. */
    public enum Source {
        /** Named by the environment variable {@code WEBHOOK_TEST_POSTGRES_URL}. */
        ENVIRONMENT,
        /** A container, started by Testcontainers. */
        CONTAINER,
        /** A process of this machine, from binaries on the class path. */
        PROCESS
    }

    private PostgresServer(Source source, String url, String user, String password, Runnable end) throws SQLException {
        this.source = source;
        this.url = url;
        this.user = user;
        this.password = password;
        this.end = end;
        this.version = askVersion();
    }

    /** Connects once, to see that it answers; {@code end} is for {@link #close()}. */
    static PostgresServer connect(Source source, String url, String user, String password, Runnable end)
            throws SQLException {
        return new PostgresServer(source, url, user, password, end);
    }

    /** As {@link #connect(Source, String, String, String, Runnable)}, with user and password in the URL. */
    static PostgresServer connect(Source source, String url) throws SQLException {
        Properties parts = Driver.parseURL(url, null);
        if (parts == null) {
            throw new SQLException("it isn't a JDBC URL of PostgreSQL (jdbc:postgresql://host:port/database?user=…)");
        }
        String user = parts.getProperty("user", "postgres");
        return new PostgresServer(source, url, user, parts.getProperty("password", ""), () -> {});
    }

    /**
     * Finds a server, and says at level INFO which: the one that the environment variable
     * {@code WEBHOOK_TEST_POSTGRES_URL} names, a JDBC URL with user and password of a role that may create databases; or
     * a container, if a Docker engine answers and Testcontainers is on the class path; or a process, from the binaries on
     * the class path, with {@code fsync} off.
     *
     * @throws IllegalStateException if there is none; the message says what was tried
     */
    public static PostgresServer find() {
        return PostgresLadder.ofThisMachine().find();
    }

    /** Returns where the server comes from. */
    public Source source() {
        return source;
    }

    /** Returns the server's version, such as {@code 18.4}. */
    public String version() {
        return version;
    }

    /** Returns the JDBC URL that the server is administered by; user and password stand beside it. */
    public String adminUrl() {
        return urlOf(null);
    }

    /** Returns that URL with user and password in it, as a program's argument. */
    public String loginUrl() {
        return withLogin(adminUrl());
    }

    String withLogin(String url) {
        return url + (url.contains("?") ? "&" : "?") + "user=" + user + "&password=" + password;
    }

    /** Returns the role that owns the databases. */
    public String user() {
        return user;
    }

    /** Returns the role's password. */
    public String password() {
        return password;
    }

    /** Returns connections to the database that the server is administered by. */
    public DataSource adminDataSource() {
        return new SessionDataSource(url, user, password);
    }

    /**
     * Creates an empty database, in UTF-8, whose name begins with what is a letter or a digit in {@code name} and ends
     * with a random number, so that many JVMs can use one server.
     *
     * @throws IllegalStateException if the server refuses
     */
    public PostgresDatabase createDatabase(String name) {
        String readable = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        String unique = "test_" + readable.substring(0, Math.min(LONGEST_NAME, readable.length())) + "_"
                + UUID.randomUUID().toString().substring(0, 8);
        // Nobody can be connected to template0, and another test may be to template1.
        execute("CREATE DATABASE \"" + unique + "\" TEMPLATE template0 ENCODING 'UTF8'");
        return new PostgresDatabase(this, unique);
    }

    /** Returns a database that is there already, for example because it was restored; nobody checks that it is. */
    public PostgresDatabase database(String name) {
        return new PostgresDatabase(this, name);
    }

    void drop(String database) {
        execute("DROP DATABASE IF EXISTS \"" + database + "\" WITH (FORCE)");
    }

    /** The admin URL, or that of another database, without user and password. */
    String urlOf(@Nullable String database) {
        PGSimpleDataSource parts = new PGSimpleDataSource();
        parts.setUrl(url);
        parts.setUser(null);
        parts.setPassword(null);
        if (database != null) {
            parts.setDatabaseName(database);
        }
        return parts.getUrl();
    }

    private void execute(String sql) {
        try (Connection connection = adminDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused: " + sql, e);
        }
    }

    private String askVersion() throws SQLException {
        try (Connection connection = adminDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_version")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Ends the server if {@link #find()} started it. Has no effect the second time. */
    @Override
    public void close() {
        end.run();
    }

    /** Returns version and source; no password. */
    @Override
    public String toString() {
        return "PostgreSQL " + version + " (" + source.name().toLowerCase(Locale.ROOT) + ")";
    }
}
