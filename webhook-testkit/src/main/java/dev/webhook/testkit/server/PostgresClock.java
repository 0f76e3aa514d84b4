package dev.webhook.testkit.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a database, as statements see it that call {@code clock_timestamp()} without naming a schema: it goes on
 * as the server's does, and a test moves it ahead.
 *
 * <pre>{@code
 * PostgresClock clock = PostgresClock.install(database);
 * DataSource dataSource = clock.dataSource();
 * clock.advance(Duration.ofMinutes(5));
 * }</pre>
 *
 * <p>A function of the same name, in the schema {@code test_clock}, comes before PostgreSQL's in the search path of
 * {@link #dataSource()}, and of any connection made from {@link #url()}. Others see the server's time, and so do
 * {@code now()}, functions with a search path of their own, and what was prepared or defined on other connections. An
 * advance is seen by the next call on any connection, in a transaction of whichever isolation that had begun before.
 *
 * <p>It keeps a connection of its own, which ends with the database. Thread-safe. Only one object may move the clock of a
 * database.
 */
public final class PostgresClock {

    /** A schema that isn't listed comes after pg_catalog, which comes first unless it is listed. */
    private static final String SEARCH_PATH = "\"$user\",public,test_clock,pg_catalog";

    /**
     * The shift, in microseconds, is a sequence because its value belongs to no transaction. Cost and parallel safety are
     * those of PostgreSQL's function, so that plans stay the same.
     */
    private static final String INSTALL = """
            CREATE SCHEMA test_clock;
            CREATE SEQUENCE test_clock.shift MINVALUE 0 START 0;
            CREATE FUNCTION test_clock.clock_timestamp() RETURNS timestamptz
                LANGUAGE sql VOLATILE PARALLEL SAFE COST 1
                RETURN pg_catalog.clock_timestamp()
                    + (SELECT last_value FROM test_clock.shift) * interval '1 microsecond';
            GRANT USAGE ON SCHEMA test_clock TO PUBLIC;
            GRANT SELECT ON SEQUENCE test_clock.shift TO PUBLIC
            """;

    private final PostgresDatabase database;
    private @Nullable Connection connection;

    private PostgresClock(PostgresDatabase database) {
        this.database = database;
    }

    /**
     * Installs a clock in {@code database}, which shows the server's time.
     *
     * @throws IllegalStateException if the database has one already
     */
    public static PostgresClock install(PostgresDatabase database) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(INSTALL);
            return new PostgresClock(database);
        } catch (SQLException e) {
            throw new IllegalStateException("no clock can be installed in " + database, e);
        }
    }

    /** Returns connections to the database, as {@link PostgresDatabase#dataSource()} does, that see this clock. */
    public DataSource dataSource() {
        return session();
    }

    /** Returns the JDBC URL, without user and password, of connections that see this clock. */
    public String url() {
        return session().getUrl();
    }

    private SessionDataSource session() {
        SessionDataSource session = database.session();
        session.setCurrentSchema(SEARCH_PATH);
        return session;
    }

    /**
     * Moves the clock on by {@code time}, to the microsecond.
     *
     * @throws IllegalArgumentException if {@code time} is negative
     */
    public synchronized void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a server's clock can't be advanced by " + time);
        }
        String sql = "SELECT setval('test_clock.shift', last_value + ?) FROM test_clock.shift";
        try (PreparedStatement statement = connection().prepareStatement(sql)) {
            statement.setLong(1, time.toNanos() / 1_000);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("the clock of " + database + " can't be advanced", e);
        }
    }

    /** Returns a connection that is kept, since tests ask for the time often and connecting is dear. */
    private Connection connection() throws SQLException {
        Connection kept = connection;
        if (kept == null || kept.isClosed()) {
            kept = database.dataSource().getConnection();
            connection = kept;
        }
        return kept;
    }

    /** Returns the time that the clock shows. */
    public synchronized Instant now() {
        try (Statement statement = connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT test_clock.clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        } catch (SQLException e) {
            throw new IllegalStateException("the clock of " + database + " can't be read", e);
        }
    }

    /** Returns the database that has the clock. */
    @Override
    public String toString() {
        return "PostgresClock[" + database + "]";
    }
}
