package dev.webhook.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PostgresProcessIT {

    private final List<PostgresProcess> started = new ArrayList<>();

    private PostgresProcess start(PostgresProcess.Builder builder) {
        PostgresProcess process = builder.start();
        started.add(process);
        return process;
    }

    /** The last first: its data may be in a directory of the first, which goes with that. */
    @AfterEach
    void closeAll() {
        Collections.reverse(started);
        started.forEach(PostgresProcess::close);
    }

    @Test
    void itIsDurableUnlessToldOtherwise() throws SQLException {
        PostgresProcess process = start(PostgresProcess.builder().set("archive_mode", "on"));

        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "archive_mode")) {
            assertThat(Sql.ask(process.server().adminDataSource(), "SHOW " + setting))
                    .isEqualTo("on");
        }
        assertThat(process.server().source()).isEqualTo(PostgresServer.Source.PROCESS);
    }

    @Test
    void whatWasCommittedOutlivesKillAndStop() throws Exception {
        PostgresProcess process = start(PostgresProcess.builder());
        PostgresDatabase database = process.server().createDatabase("durable");
        Sql.run(database.dataSource(), "CREATE TABLE t AS SELECT 1 AS n");
        long first = process.pid();

        try (Connection open = database.dataSource().getConnection()) {
            process.kill();
            assertThat(process.isRunning()).isFalse();
            assertThat(open.isValid(1)).isFalse();
        }
        process.restart();
        assertThat(process.pid()).isNotEqualTo(first);
        assertThat(Files.readString(process.logFile())).contains("was not properly shut down");
        Sql.run(database.dataSource(), "INSERT INTO t VALUES (2)");

        process.stop();
        assertThatThrownBy(() -> database.dataSource().getConnection()).isInstanceOf(SQLException.class);
        process.restart();
        assertThat(Sql.ask(database.dataSource(), "SELECT sum(n) FROM t")).isEqualTo("3");
    }

    @Test
    void aBackupAndItsArchiveAreRecoveredOnAnotherServer() throws Exception {
        PostgresProcess process = start(PostgresProcess.builder()
                .set("archive_mode", "on")
                .set("archive_command", "cp %p ../archive/%f")
                .set("wal_level", "replica"));
        Path archive = process.createDirectory("archive");
        PostgresDatabase database = process.server().createDatabase("recovered");
        Path backup = process.createDirectory("backups").resolve("one");
        boolean old = process.server().version().startsWith("14.");
        try (Connection connection = process.server().adminDataSource().getConnection()) {
            Sql.ask(
                    connection,
                    old ? "SELECT pg_start_backup('one', true, false)" : "SELECT pg_backup_start('one', true)");
            Command.of(List.of(), "cp", "-a", process.dataDirectory(), backup).run(backup.getParent());
            String label = Sql.ask(
                    connection, "SELECT labelfile FROM " + (old ? "pg_stop_backup(false)" : "pg_backup_stop()"));
            Files.writeString(backup.resolve("backup_label"), label);
        }
        Sql.run(database.dataSource(), "CREATE TABLE made_after_the_backup ()");
        Sql.ask(process.server().adminDataSource(), "SELECT pg_switch_wal()");
        process.stop();

        Files.deleteIfExists(backup.resolve("postmaster.pid"));
        Files.createFile(backup.resolve("recovery.signal"));
        PostgresProcess other = start(
                PostgresProcess.builder().dataDirectory(backup).set("restore_command", "cp " + archive + "/%f %p"));

        PostgresDatabase recovered = other.server().database(database.name());
        assertThat(Sql.ask(recovered.dataSource(), "SELECT count(*) FROM made_after_the_backup"))
                .isEqualTo("0");
    }

    @Test
    void closeLeavesNothing() {
        PostgresProcess process = start(PostgresProcess.builder());
        Path home = process.logFile().getParent();
        ProcessHandle server = ProcessHandle.of(process.pid()).orElseThrow();

        process.close();
        process.close();

        assertThat(server.isAlive()).isFalse();
        assertThat(home).doesNotExist();
        assertThat(process.binDirectory()).isDirectory();
    }

    @Test
    void aJvmThatIsKilledLeavesNothing() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsAndWaits.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = jvm.inputReader()) {
            ProcessHandle server =
                    ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
            Path home = Path.of(lines.readLine());
            assertThat(home).isDirectory();

            jvm.destroyForcibly();

            server.onExit().get(30, TimeUnit.SECONDS);
            assertThat(goneWithin(home)).isTrue();
        }
    }

    /** The watchdog removes the directory just after the server's end; nothing tells but the directory. */
    private static boolean goneWithin(Path home) throws Exception {
        try (var watch = home.getFileSystem().newWatchService()) {
            home.getParent().register(watch, StandardWatchEventKinds.ENTRY_DELETE);
            while (Files.exists(home)) {
                var key = watch.poll(30, TimeUnit.SECONDS);
                if (key == null) {
                    return false;
                }
                key.reset();
            }
            return true;
        }
    }

    @Test
    void aSettingThatTheServerRefusesIsReported() {
        assertThatThrownBy(() ->
                        PostgresProcess.builder().set("max_connections", "few").start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("invalid value for parameter \"max_connections\": \"few\"");
        assertThatThrownBy(() -> PostgresProcess.builder().set("fsync=off -c x", "on"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a setting is called like archive_mode, not fsync=off -c x");
    }

    static final class StartsAndWaits {

        public static void main(String[] args) throws Exception {
            PostgresProcess process = PostgresProcess.builder().start();
            System.out.println(process.pid());
            System.out.println(process.logFile().getParent());
            System.in.read();
        }
    }
}
