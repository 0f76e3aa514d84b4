package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGStatement;

@ExtendWith(PostgresExtension.class)
class PostgresClockIT {

    private static final String ASK = "SELECT clock_timestamp()";
    private static final Duration YEAR = Duration.ofDays(365);

    private final PostgresServer server;
    private PostgresDatabase database;
    private PostgresClock clock;

    PostgresClockIT(PostgresServer server) {
        this.server = server;
    }

    @BeforeEach
    void install() {
        database = server.createDatabase("clock");
        clock = PostgresClock.install(database);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void itShowsTheServersTimeUntilItIsAdvanced() throws SQLException {
        assertThat(shown()).isCloseTo(servers(), within(5, ChronoUnit.SECONDS));
    }

    @Test
    void anAdvanceIsSeenThroughItsConnectionsOnly() throws SQLException {
        clock.advance(YEAR);
        clock.advance(Duration.ofNanos(1_500));

        assertThat(shown()).isCloseTo(servers().plus(YEAR), within(5, ChronoUnit.SECONDS));
        assertThat(clock.now()).isCloseTo(servers().plus(YEAR), within(5, ChronoUnit.SECONDS));
        assertThat(Sql.ask(database.dataSource(), "SELECT last_value FROM test_clock.shift"))
                .isEqualTo(Long.toString(YEAR.toMillis() * 1_000 + 1));
    }

    @Test
    void itGoesOnWithinATransactionAndAStatement() throws SQLException {
        try (Connection connection = clock.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            Instant first = time(connection);

            assertThat(time(connection)).isAfter(first);
            assertThat(Sql.ask(
                            connection, "SELECT count(DISTINCT clock_timestamp()) > 1 FROM generate_series(1, 10000)"))
                    .isEqualTo("t");
        }
    }

    @Test
    void anAdvanceIsSeenInATransactionThatHadBegun() throws SQLException {
        try (Connection connection = clock.dataSource().getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            Instant first = time(connection);

            clock.advance(YEAR);

            assertThat(time(connection)).isAfter(first.plus(YEAR));
        }
    }

    @Test
    void anAdvanceIsSeenByAStatementThatTheServerHasPrepared() throws SQLException {
        try (Connection connection = clock.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(ASK + " WHERE ? > 0")) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(1);
            for (int run = 0; run < 10; run++) {
                Instant before = time(statement);
                clock.advance(YEAR);
                assertThat(time(statement)).isAfter(before.plus(YEAR));
            }
            assertThat(statement.unwrap(PGStatement.class).isUseServerPrepare()).isTrue();
        }
    }

    @Test
    void theUrlIsAllThatAPoolNeeds() throws SQLException {
        clock.advance(YEAR);
        try (Connection connection = DriverManager.getConnection(clock.url(), database.user(), database.password())) {
            assertThat(time(connection)).isAfter(servers().plus(YEAR).minusSeconds(5));
        }
    }

    @Test
    void tablesAreMadeInPublicThoughThePathNamesMore() throws SQLException {
        Sql.run(clock.dataSource(), "CREATE TABLE t (at timestamptz DEFAULT clock_timestamp())");

        assertThat(Sql.ask(database.dataSource(), "SELECT to_regclass('public.t') IS NOT NULL"))
                .isEqualTo("t");
    }

    @Test
    void itIsNotTurnedBack() {
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a server's clock can't be advanced by PT-1S");
    }

    private Instant shown() throws SQLException {
        try (Connection connection = clock.dataSource().getConnection()) {
            return time(connection);
        }
    }

    private Instant servers() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return time(connection);
        }
    }

    private static Instant time(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ASK + " WHERE ? > 0")) {
            return time(statement);
        }
    }

    private static Instant time(PreparedStatement statement) throws SQLException {
        statement.setInt(1, 1);
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
