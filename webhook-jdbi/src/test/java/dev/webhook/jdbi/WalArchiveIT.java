package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What archive_command and restore_command promise PostgreSQL, without one. */
@ParameterizedClass
@EnumSource
class WalArchiveIT {

    private static final String SEGMENT = "00000001000000000000002A";
    private static final String NEXT = "00000001000000000000002B";

    @TempDir
    private Path directory;

    private final BackupPlace place;
    private Path root;
    private Path target;
    private Path segment;
    private OpsScripts ops;

    WalArchiveIT(BackupPlace place) {
        this.place = place;
    }

    @BeforeEach
    void makeASegment() throws IOException {
        root = Files.createDirectory(directory.resolve("backups"));
        target = place.objects(root);
        segment = Files.writeString(directory.resolve("segment"), "what happened");
        ops = place.scripts(Files.createDirectory(directory.resolve("ops")), root);
    }

    @Test
    void aSegmentThatWasArchivedIsRestoredAsItWas() throws IOException {
        ops.succeed("archive-wal.sh", segment, SEGMENT);

        Path restored = directory.resolve("restored");
        ops.succeed("restore-wal.sh", SEGMENT, restored);

        assertThat(restored).hasSameBinaryContentAs(segment);
        try (var files = Files.list(target.resolve("wal"))) {
            assertThat(files).containsExactly(target.resolve("wal").resolve(SEGMENT));
        }
    }

    @Test
    void theSameSegmentMayComeTwiceButNoOtherTakesItsPlace() throws IOException {
        ops.succeed("archive-wal.sh", segment, SEGMENT);
        ops.succeed("archive-wal.sh", segment, SEGMENT);
        Path other = Files.writeString(directory.resolve("other"), "what another server says happened");

        OpsScripts.Result refused = ops.run("archive-wal.sh", other, SEGMENT);

        assertThat(refused.status()).isBetween(1, 125);
        assertThat(refused.output()).contains("exists and is another file");
        assertThat(target.resolve("wal").resolve(SEGMENT)).hasSameBinaryContentAs(segment);
    }

    @Test
    void anArchiveThatIsGoneIsNeitherMadeAnewNorTakenForTheEndOfTheLog() throws IOException {
        ops.succeed("archive-wal.sh", segment, SEGMENT);
        assertThat(ops.run("restore-wal.sh", NEXT, directory.resolve("next")).status())
                .isEqualTo(1);
        Files.move(place.container(root), directory.resolve("unmounted"));

        assertThat(ops.run("archive-wal.sh", segment, SEGMENT).status()).isBetween(1, 125);
        assertThat(ops.run("restore-wal.sh", SEGMENT, directory.resolve("restored"))
                        .status())
                .isEqualTo(200);
        assertThat(target).doesNotExist();
    }

    @Test
    void whatIsNoFileOfTheLogIsNotArchived() {
        assertThat(ops.run("archive-wal.sh", segment, "../" + SEGMENT).output()).contains("isn't a file of the log");
        assertThat(ops.run("archive-wal.sh", segment).output()).contains("archive-wal.sh %p %f");
        ops.succeed("archive-wal.sh", segment, "00000002.history");
        ops.succeed("archive-wal.sh", segment, SEGMENT + ".00000028.backup");
        ops.succeed("archive-wal.sh", segment, SEGMENT + ".partial");
    }
}
