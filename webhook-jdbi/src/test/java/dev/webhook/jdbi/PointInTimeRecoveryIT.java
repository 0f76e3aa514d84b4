package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.WebhookDispatcher;
import dev.webhook.delivery.ClaimRequest;
import dev.webhook.event.EventId;
import dev.webhook.testkit.ScriptedReceiver;
import dev.webhook.testkit.server.PostgresProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The base backup is a copy of the files, because the jar has no pg_basebackup: {@link BackupIT} uses that. */
@Timeout(120)
class PointInTimeRecoveryIT {

    private static final String TARGET_TIME =
            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

    private static final String EPOCH = "SELECT epoch FROM webhook_active_queue";

    private final ScriptedReceiver receiver = ScriptedReceiver.start();
    private final PostgresProcess server =
            PostgresProcess.builder().set("archive_mode", "on").start();
    private final RestoredDatabase database =
            new RestoredDatabase(server.server().adminDataSource());
    private OpsScripts ops;

    @BeforeEach
    void archiveByOurScript() {
        ops = BackupPlace.DIRECTORY.scripts(server.createDirectory("ops"), server.createDirectory("backups"));
        database.archiveBy(ops);
        WebhookSchema.migrate(database.dataSource());
    }

    @AfterEach
    void close() {
        server.close();
        receiver.close();
    }

    @Test
    void whatWasUnfinishedAtTheTargetIsDeliveredFromAnEmptyQueueAndWhatCameLaterIsNotThere() throws Exception {
        List<EventId> published = new ArrayList<>();
        List<EventId> undelivered;
        List<EventId> later;
        String target;
        Path copy;
        try (WebhookDispatcher dispatcher = database.dispatcher(2)) {
            RestoredDatabase.register(dispatcher, receiver);
            published.addAll(RestoredDatabase.publish(dispatcher, 3));
            copy = baseBackup();
            published.addAll(RestoredDatabase.publish(dispatcher, 3));
            dispatcher.runOnce();
            leaseOne();
            published.addAll(RestoredDatabase.publish(dispatcher, 3));
            undelivered = database.undelivered();
            target = database.ask(TARGET_TIME);
            later = RestoredDatabase.publish(dispatcher, 3);
        }
        assertThat(undelivered).hasSizeBetween(4, 8);
        // All but the leased one are sent, of which the backup knows nothing.
        database.deliver(receiver, undelivered.size() - 1 + later.size());
        String epoch = database.ask(EPOCH);
        server.stop();

        ops.with("RECOVERY_TARGET_ACTION", "promote").succeed("recover.sh", copy, target);
        try (PostgresProcess recovered = start(copy)) {
            RestoredDatabase restored = new RestoredDatabase(recovered.server().adminDataSource());
            runAfterRestore(restored, epoch);

            // What the script has put there goes too: the queue is an index, and reconcilers know how to fill it.
            restored.execute("TRUNCATE webhook_queue, webhook_lanes");
            assertThat(restored.events()).hasSameElementsAs(published);
            assertThat(restored.deliver(receiver, undelivered.size())).containsExactlyInAnyOrderElementsOf(undelivered);
            assertThat(restored.undelivered()).isEmpty();
            restored.queueIsWhole();
        }
    }

    /** Runs the script on a database that was restored with a lease in it, and whose epoch was {@code epoch}. */
    private void runAfterRestore(RestoredDatabase restored, String epoch) {
        assertThat(restored.ask("SELECT count(*) FROM webhook_queue WHERE leased"))
                .isEqualTo("1");
        restored.execute(ops.afterRestore());
        restored.queueIsWhole();
        assertThat(restored.ask(EPOCH)).isNotEqualTo(epoch);
        assertThat(restored.ask("SELECT version > 1000000 AND config_version > 1000000 FROM webhooks, webhook_config"))
                .isEqualTo("t");
    }

    /** As a node does that is lost before it has sent. */
    private void leaseOne() {
        assertThat(database.storage().queue().claim(new ClaimRequest(1, 1, 0, Duration.ofHours(1))))
                .hasSize(1);
    }

    /** A copy of the files while the server runs, as the low-level API allows; the log is left to the archive. */
    private Path baseBackup() throws Exception {
        Path copy = server.createDirectory("copies").resolve("base");
        boolean old = server.server().version().startsWith("14.");
        try (Handle handle = Jdbi.open(database.dataSource())) {
            handle.createQuery(
                            old
                                    ? "SELECT pg_start_backup('copy', true, false)"
                                    : "SELECT pg_backup_start('copy', true)")
                    .mapTo(String.class)
                    .one();
            run("cp", "-a", server.dataDirectory(), copy);
            // Returns when the archive has all that the copy needs.
            Files.writeString(
                    copy.resolve("backup_label"),
                    handle.createQuery("SELECT labelfile FROM " + (old ? "pg_stop_backup(false)" : "pg_backup_stop()"))
                            .mapTo(String.class)
                            .one());
        }
        Files.delete(copy.resolve("postmaster.pid"));
        run("find", copy.resolve("pg_wal"), "-type", "f", "-delete");
        return copy;
    }

    /** Files that vanish while they are copied do no harm; any other that is missing shows in recovery. */
    private static void run(Object... words) throws Exception {
        Process process = new ProcessBuilder(
                        Stream.of(words).map(Object::toString).toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Takes no connections before it is promoted, so that nobody sees it half recovered. */
    private static PostgresProcess start(Path data) {
        return PostgresProcess.builder()
                .dataDirectory(data)
                .set("hot_standby", "off")
                .set("archive_mode", "off")
                .start();
    }
}
