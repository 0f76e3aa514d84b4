package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.InvalidConfigurationException;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations of many nodes at a time, and of a database that won't do. */
@ExtendWith(PostgresExtension.class)
class MigrationIT {

    private static final int NODES = 6;

    private final PostgresServer server;

    MigrationIT(PostgresServer server) {
        this.server = server;
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "Web \"hooks\""})
    void manyNodesMigrateAtOnceBesideTheApplicationsOwnMigrations(String schema, @TempDir Path applications)
            throws Exception {
        Files.writeString(applications.resolve("V1__orders.sql"), "CREATE TABLE orders (id bigint PRIMARY KEY)");
        ExecutorService threads = Executors.newFixedThreadPool(NODES);
        try (PostgresDatabase database = server.createDatabase("many nodes")) {
            Flyway application = Flyway.configure()
                    .dataSource(database.dataSource())
                    .locations("filesystem:" + applications)
                    .defaultSchema(schema)
                    .load();
            application.migrate();
            CyclicBarrier together = new CyclicBarrier(NODES);
            List<Future<?>> nodes = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                nodes.add(threads.submit(() -> {
                    together.await(10, TimeUnit.SECONDS);
                    WebhookSchema.migrate(database.dataSource(), schema);
                    return null;
                }));
            }
            for (Future<?> node : nodes) {
                node.get(60, TimeUnit.SECONDS);
            }

            Statements names = new Statements(schema);
            assertThat(strings(
                            database,
                            "SELECT version FROM " + names.qualified(WebhookSchema.HISTORY_TABLE)
                                    + " WHERE success AND version <> '0'"))
                    .containsExactly("1");
            assertThat(strings(database, "SELECT count(*)::text FROM " + names.qualified("webhook_events")))
                    .containsExactly("0");
            assertThat(application.validateWithResult().validationSuccessful).isTrue();
            assertThat(application.info().applied())
                    .filteredOn(info -> info.getVersion() != null)
                    .hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> strings(PostgresDatabase database, String sql) {
        return Jdbi.create(database.dataSource())
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "SQL_ASCII"})
    void aDatabaseOfAnotherEncodingIsRefused(String encoding) {
        String name = "other_" + UUID.randomUUID().toString().substring(0, 8);
        Jdbi.create(server.adminDataSource())
                .useHandle(handle -> handle.execute(
                        "CREATE DATABASE " + name + " TEMPLATE template0 LOCALE 'C' ENCODING '" + encoding + "'"));
        try (PostgresDatabase database = server.database(name)) {
            assertThatThrownBy(() -> WebhookSchema.migrate(database.dataSource(), "hooks"))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("the encoding of the database " + name + " is " + encoding + ",")
                    .hasMessageContaining("create one with ENCODING 'UTF8'");
            assertThat(strings(database, """
                    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
                    UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'hooks'""")).isEmpty();
        }
    }
}
