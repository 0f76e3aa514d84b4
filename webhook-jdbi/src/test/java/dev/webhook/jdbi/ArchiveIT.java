package dev.webhook.jdbi;

import static dev.webhook.jdbi.PartitionedTable.EVENTS;
import static dev.webhook.jdbi.RetentionFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.retention.Archive;
import dev.webhook.retention.ArchiveManifest;
import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.DamagedArchiveException;
import dev.webhook.retention.DroppedPartition;
import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.signing.SecretCipher;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class ArchiveIT {

    private static final Instant OLD = Instant.parse("2027-02-10T23:59:59.999Z");
    private static final List<String> TABLES =
            List.of("webhook_events", "webhook_deliveries", "webhook_delivery_attempts");

    @TempDir
    Path directory;

    private final RetentionFixture fixture;

    ArchiveIT(PostgresClock clock) {
        fixture = new RetentionFixture(clock);
    }

    private RetentionPolicy policy() {
        return RetentionPolicy.builder()
                .archivedEvents(Duration.ZERO)
                .archive(ArchiveSink.directory(directory))
                .build();
    }

    private Archive archive() {
        return Archive.in(ArchiveSink.directory(directory));
    }

    private PartitionRestorer restorer() {
        return new PartitionRestorer(fixture.database, fixture.partitions, policy());
    }

    private ArchiveManifest newest(String table, String partition) {
        return archive().find(table, partition).orElseThrow();
    }

    @Test
    void aMonthIsArchivedAndComesBackByteForByte() {
        for (int n = 0; n < 250; n++) {
            UUID event = fixture.event(OLD.minusMillis(n));
            fixture.delivery(event, OLD.minusMillis(n), n % 2 == 0 ? "success" : "failed");
        }
        fixture.with(handle -> Rows.event(handle, OLD, "\"" + "€\\ud83d".repeat(50_000) + "\""));
        Map<String, List<String>> before = all();

        HousekeepingReport report = fixture.run(policy(), NOW);

        assertThat(report.dropped())
                .containsExactly(
                        new DroppedPartition(
                                "webhook_events_2027_02_10",
                                "webhook_events/webhook_events_2027_02_10.1.manifest.json"),
                        new DroppedPartition(
                                "webhook_deliveries_2027_02",
                                "webhook_deliveries/webhook_deliveries_2027_02.1.manifest.json"),
                        new DroppedPartition(
                                "webhook_delivery_attempts_2027_02",
                                "webhook_delivery_attempts/webhook_delivery_attempts_2027_02.1.manifest.json"));
        assertThat(all().values()).allSatisfy(rows -> assertThat(rows).isEmpty());
        assertThat(newest("webhook_events", "webhook_events_2027_02_10").rows()).isEqualTo(251);

        for (DroppedPartition dropped : report.dropped()) {
            String table = dropped.name().replaceAll("(_\\d+)+$", "");
            restorer().restore(newest(table, dropped.name()), Duration.ofDays(400), (name, rows) -> {});
        }
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void whatWasRestoredStaysUntilItsTimeAndThenGoesAsAFurtherGeneration() {
        fixture.event(OLD);
        fixture.run(policy(), NOW);
        Instant until = fixture.database.now().plus(Duration.ofDays(300));
        restorer()
                .restore(
                        newest("webhook_events", "webhook_events_2027_02_10"),
                        Duration.ofDays(300),
                        (name, rows) -> {});

        assertThat(fixture.run(policy(), until.minus(Duration.ofMinutes(5))).dropped())
                .extracting(DroppedPartition::name)
                .doesNotContain("webhook_events_2027_02_10");
        assertThat(fixture.run(policy(), until.plus(Duration.ofMinutes(5))).dropped())
                .contains(new DroppedPartition(
                        "webhook_events_2027_02_10", "webhook_events/webhook_events_2027_02_10.2.manifest.json"));
    }

    @Test
    void aByteThatIsAlteredInTheArchiveKeepsThePartition() throws IOException {
        fixture.event(OLD);
        crashAfterTheArchive();
        for (String object :
                List.of("webhook_events_2027_02_10.1.ndjson.gz", "webhook_events_2027_02_10.1.manifest.json")) {
            Path file = directory.resolve("webhook_events").resolve(object);
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);

            HousekeepingReport report = fixture.run(policy(), NOW);

            assertThat(report.dropped()).isEmpty();
            assertThat(report.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.name()).isEqualTo("webhook_events_2027_02_10");
                assertThat(problem.problem()).contains("damaged").contains(object);
            });
            assertThat(fixture.count("webhook_events_2027_02_10")).isEqualTo(1);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }

        assertThat(fixture.run(policy(), NOW).dropped()).hasSize(1);
    }

    @Test
    void anArchiveThatWasWrittenBeforeACrashIsNotWrittenAgain() throws IOException {
        fixture.event(OLD);
        crashAfterTheArchive();

        assertThat(fixture.run(policy(), NOW).dropped())
                .extracting(DroppedPartition::archive)
                .containsExactly("webhook_events/webhook_events_2027_02_10.1.manifest.json");
        try (var files = Files.list(directory.resolve("webhook_events"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void aDamagedArchiveThatAnOperatorTookAwayIsWrittenAnew() throws IOException {
        fixture.event(OLD);
        crashAfterTheArchive();
        Files.delete(directory.resolve("webhook_events/webhook_events_2027_02_10.1.manifest.json"));

        assertThat(fixture.run(policy(), NOW).dropped())
                .extracting(DroppedPartition::archive)
                .containsExactly("webhook_events/webhook_events_2027_02_10.2.manifest.json");
    }

    @Test
    void anArchiveThatCanNotBeWrittenKeepsThePartition() throws IOException {
        fixture.event(OLD);
        Files.createFile(directory.resolve("webhook_events"));

        HousekeepingReport report = fixture.run(policy(), NOW);

        assertThat(report.dropped()).isEmpty();
        assertThat(report.problems()).hasSize(1);
        assertThat(fixture.count("webhook_events_2027_02_10")).isEqualTo(1);
    }

    @Test
    void longWorkTellsHowFarItHasCome() {
        fixture.event(OLD);
        fixture.with(
                handle -> handle.execute(
                        "INSERT INTO webhook_events (event_id, event_type, event_data, created_at)"
                                + " SELECT gen_random_uuid(), 'a', '1', '2027-02-10 00:00:00+00' FROM generate_series(1, 20000)"));
        List<String> progress = new ArrayList<>();

        new PostgresHousekeeping(fixture.database, fixture.partitions, policy())
                .runOnce(NOW, (name, rows) -> progress.add(name + " " + rows));

        assertThat(progress).containsExactly("webhook_events_2027_02_10 10000", "webhook_events_2027_02_10 20000");
    }

    @Test
    void aDamagedArchiveIsNotRestored() throws IOException {
        fixture.event(OLD);
        fixture.run(policy(), NOW);
        ArchiveManifest manifest = newest("webhook_events", "webhook_events_2027_02_10");
        Path rows = directory.resolve("webhook_events/webhook_events_2027_02_10.1.ndjson.gz");
        byte[] bytes = Files.readAllBytes(rows);
        bytes[bytes.length - 1] ^= 1;
        Files.write(rows, bytes);

        assertThatThrownBy(() -> restorer().restore(manifest, Duration.ofDays(1), (name, done) -> {}))
                .isInstanceOf(DamagedArchiveException.class);
        assertThat(fixture.exists(EVENTS, OLD)).isFalse();
    }

    @Test
    void aPartitionThatExistsIsNotOverwritten() {
        fixture.event(OLD);
        fixture.run(policy(), NOW);
        ArchiveManifest manifest = newest("webhook_events", "webhook_events_2027_02_10");
        fixture.partitions.refresh();
        fixture.event(OLD);

        assertThatThrownBy(() -> restorer().restore(manifest, Duration.ofDays(1), (name, done) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("webhook_events_2027_02_10 exists");
    }

    @Test
    void anArchiveFromBeforeAColumnWasAddedIsRestoredWithTheColumnsDefault() {
        fixture.event(OLD);
        fixture.run(policy(), NOW);
        ArchiveManifest manifest = newest("webhook_events", "webhook_events_2027_02_10");
        fixture.with(
                handle -> handle.execute("ALTER TABLE webhook_events ADD COLUMN added integer NOT NULL DEFAULT 7"));
        try {
            restorer().restore(manifest, Duration.ofDays(1), (name, done) -> {});

            assertThat(fixture.rows("(SELECT added FROM webhook_events)")).containsExactly("(7)");
        } finally {
            fixture.with(handle -> handle.execute("ALTER TABLE webhook_events DROP COLUMN added"));
        }
    }

    @Test
    void anArchiveIsRestoredAsTheDocumentationSays() {
        fixture.event(OLD);
        fixture.run(policy(), NOW);
        ArchiveSink sink = ArchiveSink.directory(directory);
        PostgresStorage storage = PostgresStorage.builder(fixture.storage.dataSource())
                .secrets(TestStorage.cipher())
                .retention(policy())
                .build();
        // snippet: restore
        Archive archive = Archive.in(sink);
        ArchiveManifest manifest =
                archive.find("webhook_events", "webhook_events_2027_02_10").orElseThrow();
        storage.restore(manifest, Duration.ofDays(7), (partition, rows) -> {});
        // end
        assertThat(fixture.count("webhook_events")).isEqualTo(1);
    }

    @Test
    void retentionIsSetAsTheDocumentationSays() {
        DataSource dataSource = fixture.storage.dataSource();
        SecretCipher cipher = TestStorage.cipher();
        // snippet: retention
        PostgresStorage storage = PostgresStorage.builder(dataSource)
                .secrets(cipher)
                .retention(RetentionPolicy.builder()
                        .deliveries(Duration.ofDays(180))
                        .archive(ArchiveSink.directory(Path.of("/var/lib/acme/webhook-archive")))
                        .build())
                .build();
        // end
        assertThat(storage.housekeeping().orElseThrow().policy().deliveries()).isEqualTo(Duration.ofDays(180));
    }

    /** Does all of a drop but the drop. */
    private void crashAfterTheArchive() {
        PartitionDrop drop = fixture.drop(policy());
        drop.detach(fixture.found(EVENTS, OLD));
        drop.archive(fixture.found(EVENTS, OLD), archive(), (name, rows) -> {});
    }

    private Map<String, List<String>> all() {
        Map<String, List<String>> all = new TreeMap<>();
        TABLES.forEach(table -> all.put(table, fixture.rows(table)));
        return all;
    }
}
