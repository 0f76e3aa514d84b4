package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresServerIT {

    private static final Path NOWHERE = Path.of("/nonexistent");

    private final PostgresServer server;
    private final PostgresDatabase database;

    PostgresServerIT(PostgresServer server, PostgresDatabase database) {
        this.server = server;
        this.database = database;
    }

    @Test
    void saysWhichServerTestsRunOn() {
        assertThat(server.version()).matches("\\d+\\.\\d+.*");
        assertThat(server.toString()).startsWith("PostgreSQL " + server.version());
    }

    @Test
    void aDatabaseIsEmptyAndInUtf8() throws SQLException {
        assertThat(Sql.ask(database.dataSource(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("0");
        assertThat(Sql.ask(database.dataSource(), "SHOW server_encoding")).isEqualTo("UTF8");
    }

    @Test
    void aSessionIsInAnOddTimeZoneWhicheverTheJvmsIs() throws SQLException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        try {
            assertThat(Sql.ask(database.dataSource(), "SHOW TimeZone")).isEqualTo("Asia/Kathmandu");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void databasesOfTheSameNameAreStrangers() throws SQLException {
        try (PostgresDatabase one = server.createDatabase("Sipariş İptali");
                PostgresDatabase other = server.createDatabase("Sipariş İptali")) {
            Sql.run(one.dataSource(), "CREATE TABLE t ()");

            assertThat(one.name()).startsWith("test_sipari_").isNotEqualTo(other.name());
            assertThat(Sql.ask(other.dataSource(), "SELECT to_regclass('t') IS NULL"))
                    .isEqualTo("t");
        }
    }

    @Test
    void aClosedDatabaseIsGoneThoughSomebodyIsConnected() throws SQLException {
        PostgresDatabase closed = server.createDatabase("closed");
        try (var connection = closed.dataSource().getConnection()) {
            closed.close();
            closed.close();

            assertThat(connection.isValid(1)).isFalse();
        }
        assertThat(Sql.ask(
                        server.adminDataSource(),
                        "SELECT count(*) FROM pg_database WHERE datname = '" + closed.name() + "'"))
                .isEqualTo("0");
    }

    @Test
    void urlUserAndPasswordAreAllThatAPoolNeeds() throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), database.user(), database.password())) {
            assertThat(connection.getCatalog()).isEqualTo(database.name());
        }
        assertThat(database.url() + server.adminUrl()).doesNotContain("user", "password");
    }

    @Test
    void aServerNamedByTheEnvironmentIsTaken() throws SQLException {
        try (PostgresServer named =
                        new PostgresLadder(Map.of(PostgresLadder.VARIABLE, server.loginUrl()), NOWHERE).find();
                PostgresDatabase other = named.createDatabase("named")) {
            assertThat(named.source()).isEqualTo(PostgresServer.Source.ENVIRONMENT);
            assertThat(named.toString()).doesNotContain(server.password());
            assertThat(other.url()).doesNotContain(server.password());
            assertThat(Sql.ask(other.dataSource(), "SELECT current_database()")).isEqualTo(other.name());
        }
        assertThat(Sql.ask(server.adminDataSource(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void aServerNamedByTheEnvironmentThatDoesNotAnswerIsNotReplaced() {
        assertThatThrownBy(() -> find("jdbc:postgresql://127.0.0.1:1/x?user=u&password=canary-1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("no PostgreSQL for tests: the server that WEBHOOK_TEST_POSTGRES_URL names")
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> find("postgres://127.0.0.1/x?password=canary-1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("isn't a JDBC URL of PostgreSQL")
                .hasMessageNotContaining("canary");
    }

    private static PostgresServer find(String url) {
        return new PostgresLadder(Map.of(PostgresLadder.VARIABLE, url), NOWHERE).find();
    }
}
