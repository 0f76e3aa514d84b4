package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresExtensionIT {

    private static final Set<String> databases = ConcurrentHashMap.newKeySet();

    @Test
    void aMethodIsGivenTheServerThatItsDatabaseIsOn(PostgresDatabase database, PostgresServer server) {
        databases.add(database.name());

        assertThat(database.server()).isSameAs(server);
        assertThat(database.name()).startsWith("test_postgresextensionit_");
    }

    @Test
    void theClockIsThatOfTheDatabase(PostgresDatabase database, PostgresClock clock) throws SQLException {
        databases.add(database.name());

        assertThat(Sql.ask(clock.dataSource(), "SELECT current_database()")).isEqualTo(database.name());
    }

    @Nested
    class InANestedClass {

        @Test
        void theDatabaseIsThatOfTheOuterOne(PostgresDatabase database) {
            databases.add(database.name());
        }
    }

    @AfterAll
    static void allMethodsWereGivenTheSameDatabase() {
        assertThat(databases).hasSize(1);
    }
}
