package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.webhook.retention.Archive;
import dev.webhook.retention.ArchiveManifest;
import dev.webhook.retention.ArchiveRows;
import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ArchivedPartition;
import dev.webhook.retention.DamagedArchiveException;
import dev.webhook.retention.ObjectName;
import dev.webhook.store.TimeRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an archive does on every sink. */
abstract class ArchiveRules {

    private static final String TABLE = "webhook_events";
    private static final Instant DAY = Instant.parse("2026-11-23T00:00:00Z");
    private static final List<String> ROWS =
            List.of("{\"id\":1,\"data\":\"{\\\"text\\\":\\\"\u00fc \ud83d\ude80\\\"}\"}", "{\"id\":2}", "{\"id\":3}");

    /** Returns the sink under test, empty at the beginning of each test. */
    protected abstract ArchiveSink sink();

    /** Replaces what an object holds, behind the sink's back, as a broken disk or a hand would. */
    protected abstract void replace(ObjectName name, byte[] bytes);

    byte[] bytes(ObjectName name) {
        try (InputStream in = sink().open(name).orElseThrow()) {
            return in.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Archive archive() {
        return Archive.in(sink());
    }

    private static ArchivedPartition day(int day) {
        Instant from = DAY.plus(Duration.ofDays(day));
        return new ArchivedPartition(TABLE, "webhook_events_day" + day, new TimeRange(from, from.plusSeconds(86_400)));
    }

    private ArchiveManifest write(ArchivedPartition partition, List<String> rows) {
        return archive().write(partition, rows::forEach);
    }

    private List<String> read(ArchiveManifest manifest) {
        List<String> rows = new ArrayList<>();
        archive().read(manifest, rows::add);
        return rows;
    }

    @Test
    void anArchiveGivesItsRowsBack() {
        ArchiveManifest manifest = write(day(0), ROWS);
        archive().verify(manifest);

        assertThat(read(manifest)).isEqualTo(ROWS);
        assertThat(manifest.rows()).isEqualTo(3);
        assertThat(archive().find(TABLE, day(0).name())).contains(manifest);
    }

    @Test
    void aPartitionMayBeEmpty() {
        ArchiveManifest manifest = write(day(0), List.of());
        archive().verify(manifest);

        assertThat(read(manifest)).isEmpty();
    }

    @Test
    void aSecondArchiveIsAFurtherGeneration() {
        ArchiveManifest first = write(day(0), ROWS);
        ArchiveManifest second = write(day(0), ROWS.subList(0, 1));

        assertThat(List.of(first.generation(), second.generation())).containsExactly(1, 2);
        assertThat(read(first)).isEqualTo(ROWS);
        assertThat(read(second)).isEqualTo(ROWS.subList(0, 1));
        assertThat(archive().find(TABLE, day(0).name())).contains(second);
    }

    @Test
    void rowsWithoutAManifestAreNoArchive() {
        ArchiveManifest lost = new ArchiveManifest(
                day(0),
                1,
                0,
                write(day(1), List.of()).compressed(),
                write(day(1), List.of()).uncompressed());
        sink().put(lost.rowsName(), out -> out.write(1));

        assertThat(archive().find(TABLE, day(0).name())).isEmpty();
        assertThat(archive().list(TABLE, day(0).range())).isEmpty();
        assertThatExceptionOfType(DamagedArchiveException.class)
                .isThrownBy(() -> archive().verify(lost));
        assertThat(write(day(0), ROWS).generation()).isEqualTo(2);
    }

    @Test
    void whatFailsHalfWayIsNoArchive() {
        ArchiveRows failing = row -> {
            ROWS.forEach(row);
            throw new IllegalStateException("the connection was lost");
        };
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> archive().write(day(0), failing));

        assertThat(sink().list(TABLE)).isEmpty();
        assertThat(write(day(0), ROWS).generation()).isEqualTo(1);
    }

    @Test
    void archivesAreFoundByTableAndTime() {
        ArchiveManifest third = write(day(2), ROWS);
        ArchiveManifest first = write(day(0), ROWS);
        ArchiveManifest second = write(day(1), ROWS);
        ArchiveManifest again = write(day(1), ROWS);
        archive().write(new ArchivedPartition("webhook_deliveries", "month", day(1).range()), ROWS::forEach);

        assertThat(archive().list(TABLE, TimeRange.ALWAYS)).containsExactly(first, second, again, third);
        assertThat(archive().list(TABLE, day(1).range())).containsExactly(second, again);
        assertThat(archive().list(TABLE, new TimeRange(DAY.plusSeconds(86_399), DAY.plusSeconds(86_401))))
                .containsExactly(first, second, again);
        assertThat(archive().list("webhook_dlq", TimeRange.ALWAYS)).isEmpty();
    }

    @Test
    void otherObjectsInTheFolderAreNoArchives() {
        for (String file : List.of("README", "webhook_events_day0.manifest.json", "a.0.manifest.json", "a.1.json")) {
            sink().put(new ObjectName(TABLE, file), out -> out.write(1));
        }

        assertThat(archive().list(TABLE, TimeRange.ALWAYS)).isEmpty();
        assertThat(write(day(0), ROWS).generation()).isEqualTo(1);
    }

    @Test
    void oneAlteredByteIsNoticedAndNoRowIsHandedOver() {
        ArchiveManifest manifest = write(day(0), ROWS);
        for (ObjectName name : List.of(manifest.rowsName(), manifest.manifestName())) {
            byte[] whole = bytes(name);
            for (int at = 0; at < whole.length; at += 11) {
                byte[] altered = whole.clone();
                altered[at] ^= 1;
                replace(name, altered);
                assertRefused(manifest, name + " with another byte at " + at);
            }
            replace(name, whole);
            archive().verify(manifest);
        }
    }

    @Test
    void bytesCutOffOrAddedAreNoticed() {
        ArchiveManifest manifest = write(day(0), ROWS);
        for (ObjectName name : List.of(manifest.rowsName(), manifest.manifestName())) {
            byte[] whole = bytes(name);
            for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1, whole.length + 1}) {
                replace(name, Arrays.copyOf(whole, length));
                assertRefused(manifest, name + " of " + length + " bytes");
            }
            replace(name, whole);
            archive().verify(manifest);
        }
    }

    @Test
    void theRowsOfAnotherArchiveAreRefused() {
        ArchiveManifest manifest = write(day(0), ROWS);
        replace(manifest.rowsName(), bytes(write(day(1), ROWS.subList(0, 2)).rowsName()));

        assertRefused(manifest, "the rows of another");
    }

    @Test
    void theManifestOfAnotherArchiveIsRefused() {
        ArchiveManifest manifest = write(day(0), ROWS);
        replace(manifest.manifestName(), bytes(write(day(1), ROWS).manifestName()));

        assertRefused(manifest, "the manifest of another");
        assertThatExceptionOfType(DamagedArchiveException.class)
                .isThrownBy(() -> archive().list(TABLE, TimeRange.ALWAYS));
    }

    private void assertRefused(ArchiveManifest manifest, String how) {
        assertThatExceptionOfType(DamagedArchiveException.class)
                .as(how)
                .isThrownBy(() -> archive().verify(manifest));
        assertThatExceptionOfType(DamagedArchiveException.class)
                .as(how)
                .isThrownBy(() -> archive().read(manifest, row -> fail("a row was handed over: %s", how)));
    }

    @Test
    void manyRowsComeBack() {
        String row = "{\"id\":\"0123456789\"}";
        ArchiveManifest manifest = archive()
                .write(day(0), rows -> Stream.generate(() -> row).limit(300_000).forEach(rows));
        long[] count = new long[1];
        archive().read(manifest, read -> count[0] += read.equals(row) ? 1 : 0);

        assertThat(count[0]).isEqualTo(300_000);
        assertThat(manifest.uncompressed().bytes()).isEqualTo(300_000L * (row.length() + 1));
    }
}
