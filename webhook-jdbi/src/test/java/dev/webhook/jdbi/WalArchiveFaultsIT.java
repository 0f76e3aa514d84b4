package dev.webhook.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What archive_command and restore_command make of a bucket that can't be asked, or not be trusted. */
class WalArchiveFaultsIT {

    private static final String SEGMENT = "00000001000000000000002A";
    private static final String NEXT = "00000001000000000000002B";

    @TempDir
    private Path directory;

    private Path segment;
    private OpsScripts ops;

    @BeforeEach
    void makeASegment() throws IOException {
        segment = Files.writeString(directory.resolve("segment"), "what happened");
        ops = BackupPlace.S3.scripts(
                Files.createDirectory(directory.resolve("ops")), Files.createDirectory(directory.resolve("s3")));
    }

    @Test
    void whatCanNotBeAskedIsNeitherArchivedNorTakenForTheEndOfTheLog() {
        ops.succeed("archive-wal.sh", segment, SEGMENT);
        Path restored = directory.resolve("restored");

        OpsScripts unreachable = ops.with("S3_FAULT", "unreachable");
        assertThat(unreachable.run("archive-wal.sh", segment, NEXT)).satisfies(refused -> {
            assertThat(refused.status()).isBetween(1, 125);
            assertThat(refused.output()).contains("Could not connect to the endpoint URL");
        });
        assertThat(unreachable.run("restore-wal.sh", SEGMENT, restored).status())
                .isEqualTo(200);
        // Without ListBucket, S3 says "access denied" of what isn't there: nobody knows whether the log ends.
        assertThat(ops.with("S3_FAULT", "forbidden")
                        .run("restore-wal.sh", NEXT, restored)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatArrivedOtherwiseThanItWasSentIsNotArchived() {
        OpsScripts.Result refused = ops.with("S3_FAULT", "altering").run("archive-wal.sh", segment, SEGMENT);

        assertThat(refused.status()).isBetween(1, 125);
        assertThat(refused.output()).contains("exists and is another file");
    }
}
