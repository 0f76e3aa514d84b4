package dev.webhook.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhook.memory.InMemoryArchiveSink;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.store.TimeRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

    private static final ArchivedPartition DAY = new ArchivedPartition(
            "webhook_events",
            "webhook_events_2026_11_23",
            new TimeRange(Instant.parse("2026-11-23T00:00:00Z"), Instant.parse("2026-11-24T00:00:00Z")));
    private static final ObjectName MANIFEST = ArchiveNames.manifest(DAY, 1);

    private final ArchiveSink sink = InMemoryArchiveSink.create();
    private final Archive archive = Archive.in(sink);

    private void put(ObjectName name, byte[] bytes) {
        assertThat(sink.put(name, out -> out.write(bytes))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\n}", "{\r}", "\"\ud83d\"", "\"\ude80\ud83d\"", "\ud83d"})
    void aRowThatIsNoLineIsRefusedAndNothingStays(String row) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> archive.write(DAY, List.of("{}", row)::forEach))
                .withMessageContaining("row 2");
        assertThat(sink.list("webhook_events")).isEmpty();
    }

    @Test
    void rowsPassThroughOneByOne() {
        long rows = 400_000;
        long[] made = new long[1];
        long[] madeAtFirstByte = new long[1];
        OutputStream nowhere = new OutputStream() {
            @Override
            public void write(int octet) {}

            @Override
            public void write(byte[] buffer, int offset, int length) {
                assertThat(length).isLessThanOrEqualTo(64 * 1024);
                if (length > 10) { // more than the header of gzip
                    madeAtFirstByte[0] = madeAtFirstByte[0] == 0 ? made[0] : madeAtFirstByte[0];
                }
            }
        };
        ArchiveSink forgetful = new Forgetful(nowhere);
        Archive.in(forgetful)
                .write(
                        DAY,
                        row -> Stream.generate(() -> "{\"n\":" + Long.hashCode(made[0]++ * 0x9E3779B97F4A7C15L) + "}")
                                .limit(rows)
                                .forEach(row));

        assertThat(madeAtFirstByte[0]).isPositive().isLessThan(rows / 2);
    }

    private record Forgetful(OutputStream out) implements ArchiveSink {

        @Override
        public boolean put(ObjectName name, Content content) {
            try {
                content.writeTo(out);
                return true;
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }

        @Override
        public Optional<InputStream> open(ObjectName name) {
            return Optional.empty();
        }

        @Override
        public List<ObjectName> list(String folder) {
            return List.of();
        }
    }

    @Test
    void aWriterThatComesTooLateIsToldToWriteAgain() {
        ArchiveRows beaten = row -> archive.write(DAY, List.of("{\"by\":\"another\"}")::forEach);

        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> archive.write(DAY, beaten));
        assertThat(archive.find("webhook_events", DAY.name()))
                .map(ArchiveManifest::rows)
                .contains(1L);
    }

    @Test
    void everyAlteredByteOfAManifestIsNoticed() {
        byte[] whole = ManifestFormat.write(archive.write(DAY, List.of("{}")::forEach));
        assertThat(ManifestFormat.write(ManifestFormat.read(MANIFEST, whole))).isEqualTo(whole);

        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] altered = whole.clone();
                altered[at] ^= (byte) (1 << bit);
                assertThatExceptionOfType(DamagedArchiveException.class)
                        .as("bit %d of byte %d", bit, at)
                        .isThrownBy(() -> ManifestFormat.read(MANIFEST, altered));
            }
        }
    }

    /** The header too, of which gunzip doesn't notice much. */
    @Test
    void everyAlteredByteOfTheRowsIsNoticed() throws IOException {
        ArchiveManifest manifest = archive.write(DAY, List.of("{\"id\":1}", "{\"id\":2}")::forEach);
        byte[] whole = sink.open(manifest.rowsName()).orElseThrow().readAllBytes();

        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] altered = whole.clone();
                altered[at] ^= (byte) (1 << bit);
                ArchiveSink damaged = InMemoryArchiveSink.create();
                damaged.put(manifest.rowsName(), out -> out.write(altered));
                damaged.put(manifest.manifestName(), out -> out.write(ManifestFormat.write(manifest)));
                assertThatExceptionOfType(DamagedArchiveException.class)
                        .as("bit %d of byte %d", bit, at)
                        .isThrownBy(() -> Archive.in(damaged).verify(manifest));
            }
        }
    }

    @Test
    void aManifestThatWasReplacedByAWholeOneIsNoticed() {
        ArchiveManifest written = archive.write(DAY, List.of("{\"id\":1}")::forEach);
        ArchiveSink other = InMemoryArchiveSink.create();
        ArchiveManifest replaced = Archive.in(other).write(DAY, List.of("{\"id\":2}")::forEach);
        ArchiveSink mixed = InMemoryArchiveSink.create();
        mixed.put(written.rowsName(), sink.open(written.rowsName()).orElseThrow()::transferTo);
        mixed.put(MANIFEST, other.open(MANIFEST).orElseThrow()::transferTo);

        for (ArchiveManifest manifest : List.of(written, replaced)) {
            assertThatExceptionOfType(DamagedArchiveException.class)
                    .isThrownBy(() -> Archive.in(mixed).verify(manifest));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "7", "{\"format\":\"webhook-archive.2\"}", "{\"from\":7}"})
    void whatIsNoManifestIsDamaged(String text) {
        put(MANIFEST, text.getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(DamagedArchiveException.class)
                .isThrownBy(() -> archive.find("webhook_events", DAY.name()))
                .withMessageContaining(MANIFEST.toString());
    }

    @Test
    void whatUnpacksToMoreThanTheManifestSaysIsLeftAlone() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[50_000_000]);
        }
        ArchiveManifest whole = archive.write(DAY, List.of("{}")::forEach);
        ArchiveManifest claimed = new ArchiveManifest(
                DAY, 2, 1, new Checksum(bomb.size(), whole.compressed().sha256()), whole.uncompressed());
        put(claimed.rowsName(), bomb.toByteArray());
        put(claimed.manifestName(), ManifestFormat.write(claimed));

        assertThatExceptionOfType(DamagedArchiveException.class)
                .isThrownBy(() -> archive.verify(claimed))
                .withMessageContaining("more than the 3 bytes");
    }

    @Test
    void aSecondCompressedStreamBehindTheFirstIsNoticed() throws IOException {
        ArchiveManifest whole = archive.write(DAY, List.of("{}")::forEach);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        for (int i = 0; i < 2; i++) {
            try (InputStream in = sink.open(whole.rowsName()).orElseThrow()) {
                in.transferTo(twice);
            }
        }
        Checksum longer = new Checksum(twice.size(), whole.compressed().sha256());
        ArchiveManifest claimed = new ArchiveManifest(DAY, 2, 1, longer, whole.uncompressed());
        put(claimed.rowsName(), twice.toByteArray());
        put(claimed.manifestName(), ManifestFormat.write(claimed));

        assertThatExceptionOfType(DamagedArchiveException.class).isThrownBy(() -> archive.verify(claimed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "a\\b", "a b", "-rf", "\u00e4", "a\n", "a\u0000"})
    void aNameThatCouldLeadElsewhereIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectName(name, "file"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectName("folder", name));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArchivedPartition(name, "p", TimeRange.ALWAYS));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArchivedPartition("t", name, TimeRange.ALWAYS));
    }

    @Test
    void aNameIsNeitherTooLongForAFileNorForAKey() {
        assertThat(new ObjectName("a".repeat(200), "b".repeat(200)).file()).hasSize(200);
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectName("a".repeat(201), "b"));
        String longest = "p".repeat(128);
        assertThat(ArchiveNames.manifest(new ArchivedPartition(longest, longest, TimeRange.ALWAYS), 999_999_999)
                        .file())
                .hasSizeLessThan(200);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ArchivedPartition("t", longest + "p", TimeRange.ALWAYS));
    }
}
