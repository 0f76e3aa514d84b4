package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.WebhookDispatcher;
import dev.webhook.event.EventId;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresProcess;
import dev.webhook.testkit.server.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts that need PostgreSQL's client programs, on a server of their version. */
@Timeout(120)
class BackupIT {

    private static final String SEGMENT = "wal/000000010000000000000000";

    private final Path installation = InstalledTools.postgres();
    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final PostgresProcess server = PostgresProcess.builder()
            .installation(installation)
            .set("archive_mode", "on")
            .start();
    private final RestoredDatabase database =
            new RestoredDatabase(server.server().adminDataSource());
    private Path target;
    private OpsScripts ops;

    @BeforeEach
    void migrate() {
        WebhookSchema.migrate(database.dataSource());
    }

    @AfterEach
    void close() {
        server.close();
        receiver.close();
    }

    private void keepIn(BackupPlace place) {
        Path root = server.createDirectory("backups");
        target = place.objects(root);
        ops = place.scripts(server.createDirectory("ops"), root);
    }

    private OpsScripts opsOn(PostgresServer server) {
        URI url = URI.create(server.adminUrl().substring("jdbc:".length()));
        return ops.with("PGHOST", url.getHost())
                .with("PGPORT", url.getPort())
                .with("PGUSER", server.user())
                .with("PGPASSWORD", server.password())
                .with("PATH", installation.resolve("bin") + ":" + ops.path());
    }

    @ParameterizedTest
    @EnumSource
    void aDumpUnderLoadIsRestoredIntoANewClusterWhichDeliversWhatItHoldsUnfinished(BackupPlace place)
            throws IOException {
        keepIn(place);
        Files.createDirectories(target.resolve("dumps"));
        Path old = Files.createFile(target.resolve("dumps/postgres_20200101T000000Z.dump"));
        Path others = Files.createFile(target.resolve("dumps/postgres_2_20200101T000000Z.dump"));
        List<EventId> published = new CopyOnWriteArrayList<>();
        String name;
        List<EventId> committed;
        try (Load load = new Load(published)) {
            load.awaitSome();
            committed = List.copyOf(published);
            name = opsOn(server.server())
                    .with("BACKUP_KEEP", 1)
                    .succeed("dump.sh", "postgres")
                    .lines()
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(old).doesNotExist();
        assertThat(others).exists();
        assertThat(target.resolve(name)).exists();

        try (PostgresProcess cluster =
                PostgresProcess.builder().installation(installation).start()) {
            opsOn(cluster.server()).succeed("restore-dump.sh", name, "webhook_service");
            RestoredDatabase restored = new RestoredDatabase(
                    cluster.server().database("webhook_service").dataSource());
            restored.queueIsWhole();
            List<EventId> undelivered = restored.undelivered();

            assertThat(restored.events()).containsAll(committed);
            assertThat(published).containsAll(restored.events());
            assertThat(undelivered).isNotEmpty();
            assertThat(restored.deliver(receiver, undelivered.size())).containsExactlyInAnyOrderElementsOf(undelivered);
            assertThat(restored.undelivered()).isEmpty();
            restored.queueIsWhole();
        }
    }

    @Test
    void aBaseBackupAndTheArchiveAreRecoveredToTheirEndAndOlderLogGoes() throws IOException {
        keepIn(BackupPlace.DIRECTORY);
        database.archiveBy(ops);
        Files.createDirectories(target.resolve("wal"));
        Path unneeded = Files.createFile(target.resolve(SEGMENT));
        OpsScripts here = opsOn(server.server());
        here.succeed("base-backup.sh");
        assertThat(unneeded).doesNotExist();
        List<EventId> published;
        try (WebhookDispatcher dispatcher = database.dispatcher(4)) {
            RestoredDatabase.register(dispatcher, receiver);
            published = RestoredDatabase.publish(dispatcher, 3);
        }
        server.stop();

        Path data = server.createDirectory("recovered");
        assertThat(here.run("recover.sh", data, "2020-01-01T00:00:00Z").output())
                .contains("no base backup");
        assertThat(here.run("recover.sh", data, "yesterday").output()).contains("2024-01-08T10:00:00Z");
        here.succeed("recover.sh", data, "latest");
        try (PostgresProcess recovered = PostgresProcess.builder()
                .installation(installation)
                .dataDirectory(data)
                .set("hot_standby", "off")
                .set("archive_mode", "off")
                .start()) {
            RestoredDatabase restored = new RestoredDatabase(recovered.server().adminDataSource());
            restored.execute(ops.afterRestore());

            assertThat(restored.deliver(receiver, published.size())).containsExactlyInAnyOrderElementsOf(published);
        }
        assertThat(here.run("recover.sh", server.dataDirectory(), "latest").output())
                .contains("isn't a base backup");
    }

    /** Publishes more than it delivers, until it is closed. */
    private final class Load implements AutoCloseable {

        private final AtomicBoolean ended = new AtomicBoolean();
        private final CountDownLatch some = new CountDownLatch(5);
        private final CompletableFuture<Void> running;

        Load(List<EventId> published) {
            running = CompletableFuture.runAsync(() -> {
                try (WebhookDispatcher dispatcher = database.dispatcher(4)) {
                    RestoredDatabase.register(dispatcher, receiver);
                    while (!ended.get()) {
                        published.addAll(RestoredDatabase.publish(dispatcher, 10));
                        dispatcher.runOnce();
                        some.countDown();
                    }
                }
            });
        }

        void awaitSome() {
            CompletableFuture.anyOf(running, CompletableFuture.runAsync(this::await))
                    .join();
        }

        private void await() {
            try {
                boolean unused = some.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            ended.set(true);
            running.join();
        }
    }
}
