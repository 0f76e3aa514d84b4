package dev.webhook.testkit.server;

import javax.sql.DataSource;

/**
 * A database that one test class has to itself.
 *
 * <p>Thread-safe.
 */
public final class PostgresDatabase implements AutoCloseable {

    private final PostgresServer server;
    private final String name;

    PostgresDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** Returns the server that it is on. */
    public PostgresServer server() {
        return server;
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns its JDBC URL, without user and password. */
    public String url() {
        return server.urlOf(name);
    }

    /** Returns that URL with user and password in it, as a program's argument. */
    public String loginUrl() {
        return server.withLogin(url());
    }

    /** Returns the role that owns it. */
    public String user() {
        return server.user();
    }

    /** Returns the role's password. */
    public String password() {
        return server.password();
    }

    /**
     * Returns connections to it: a new one for each call, which {@code close()} ends. Their session's time zone is
     * Asia/Kathmandu (UTC+05:45), whichever the JVM's, so that SQL that leans on UTC shows. Connections that others make
     * from {@link #url()} are in the JVM's zone.
     */
    public DataSource dataSource() {
        return session();
    }

    SessionDataSource session() {
        return new SessionDataSource(url(), user(), password());
    }

    /** Drops the database and ends the connections to it. Has no effect the second time. */
    @Override
    public void close() {
        server.drop(name);
    }

    /** Returns name and server; no password. */
    @Override
    public String toString() {
        return name + " on " + server;
    }
}
