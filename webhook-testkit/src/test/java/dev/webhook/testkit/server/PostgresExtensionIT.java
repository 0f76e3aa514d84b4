package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresExtensionIT {

    @BeforeAll
    static void createTable(PostgresDatabase database) throws SQLException {
        Sql.run(database.dataSource(), "CREATE TABLE made_before_all ()");
    }

    @Test
    void methodsOfAClassShareItsDatabase(PostgresDatabase database, PostgresServer server) throws SQLException {
        assertThat(Sql.ask(database.dataSource(), "SELECT count(*) FROM made_before_all"))
                .isEqualTo("0");
        assertThat(database.server()).isSameAs(server);
    }

    @Test
    void theClockIsThatOfTheDatabase(PostgresDatabase database, PostgresClock clock) throws SQLException {
        assertThat(Sql.ask(clock.dataSource(), "SELECT current_database()")).isEqualTo(database.name());
    }

    @Nested
    class InANestedClass {

        @Test
        void theDatabaseIsThatOfTheOuterOne(PostgresDatabase database) throws SQLException {
            assertThat(Sql.ask(database.dataSource(), "SELECT count(*) FROM made_before_all"))
                    .isEqualTo("0");
        }
    }
}
