package dev.webhook.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.webhook.Mutants;
import dev.webhook.store.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sweep")
class ManifestFuzzTest {

    @Test
    void aManifestOfWhichAnythingIsChangedIsDamaged() {
        Random random = new Random(20_261_127);
        TimeRange day = new TimeRange(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-02T00:00:00Z"));
        Checksum checksum = new Checksum(1_234, "0123456789abcdef".repeat(4));
        ArchiveManifest manifest = new ArchiveManifest(
                new ArchivedPartition("events", "events_p20260301", day), 1, 17, checksum, checksum);
        String written = new String(ManifestFormat.write(manifest), StandardCharsets.UTF_8);
        assertThat(read(manifest, written)).isEqualTo(manifest);
        for (int i = 0; i < 5_000; i++) {
            String mutant = Mutants.of(written, random);
            if (!mutant.equals(written)) {
                assertThatThrownBy(() -> read(manifest, mutant))
                        .as(mutant)
                        .isExactlyInstanceOf(DamagedArchiveException.class);
            }
        }
    }

    private static ArchiveManifest read(ArchiveManifest manifest, String text) {
        return ManifestFormat.read(manifest.manifestName(), text.getBytes(StandardCharsets.UTF_8));
    }
}
