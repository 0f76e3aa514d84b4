package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.InvalidConfigurationException;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Migrations of many nodes at a time, and of a database that won't do. */
@ExtendWith(PostgresExtension.class)
class MigrationIT {

    private static final int NODES = 6;

    private final PostgresServer server;

    MigrationIT(PostgresServer server) {
        this.server = server;
    }

    @Test
    void manyNodesMigrateAnEmptyDatabaseAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(NODES);
        try (PostgresDatabase database = server.createDatabase("many nodes")) {
            CyclicBarrier together = new CyclicBarrier(NODES);
            List<Future<?>> nodes = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                nodes.add(threads.submit(() -> {
                    together.await(10, TimeUnit.SECONDS);
                    WebhookSchema.migrate(database.dataSource(), "Web hooks");
                    return null;
                }));
            }
            for (Future<?> node : nodes) {
                node.get(60, TimeUnit.SECONDS);
            }
            List<String> versions = Jdbi.create(database.dataSource())
                    .withHandle(handle -> handle.createQuery("SELECT version FROM \"Web hooks\"."
                                    + WebhookSchema.HISTORY_TABLE + " WHERE success AND version IS NOT NULL")
                            .mapTo(String.class)
                            .list());
            assertThat(versions).containsExactly("1");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDatabaseOfAnotherEncodingIsRefused() {
        String name = "latin_" + UUID.randomUUID().toString().substring(0, 8);
        Jdbi.create(server.adminDataSource())
                .useHandle(handle ->
                        handle.execute("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"));
        try (PostgresDatabase database = server.database(name)) {
            assertThatThrownBy(() -> WebhookSchema.migrate(database.dataSource()))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("the database's encoding is LATIN1")
                    .hasMessageContaining("create one with ENCODING 'UTF8'");
            int made = Jdbi.create(database.dataSource())
                    .withHandle(handle -> handle.createQuery(
                                    "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
                            .mapTo(int.class)
                            .one());
            assertThat(made).isZero();
        }
    }
}
