package dev.webhook.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.webhook.retention.Archive;
import dev.webhook.retention.ArchiveManifest;
import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ArchivedPartition;
import dev.webhook.store.TimeRange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code docs/archive.md} against an archive. */
class ArchiveDocTest {

    private static final String FILE = "docs/archive.md";
    private static final List<String> ROWS = List.of("{\"id\":1}", "{\"id\":2}");

    @TempDir
    private Path directory;

    private ArchiveManifest manifest;
    private Path folder;

    @BeforeEach
    void writeArchive() {
        TimeRange day = new TimeRange(Instant.parse("2026-11-23T00:00:00Z"), Instant.parse("2026-11-24T00:00:00Z"));
        manifest = Archive.in(ArchiveSink.directory(directory))
                .write(new ArchivedPartition("webhook_events", "webhook_events_2026_11_23", day), ROWS::forEach);
        folder = directory.resolve("webhook_events");
    }

    private static String shown(String language) {
        return Docs.fences().stream()
                .filter(fence -> fence.file().equals(FILE) && fence.language().equals(language))
                .findFirst()
                .orElseThrow()
                .text();
    }

    private String stored() throws Exception {
        return Files.readString(directory.resolve(manifest.manifestName().toString()));
    }

    /** How bytes are compressed is the JVM's own affair, so the sums over that are left out. */
    private static String comparable(String manifest) {
        return manifest.strip()
                .replaceAll("\"compressed_bytes\": \\d+", "\"compressed_bytes\": …")
                .replaceAll("\"(compressed|manifest)_sha256\": \"\\p{XDigit}{64}\"", "\"$1_sha256\": …");
    }

    @Test
    void theManifestIsTheOneShown() throws Exception {
        assertThat(comparable(stored())).isEqualTo(comparable(shown("json")));
    }

    @Test
    void theObjectsAreCalledAsShown() {
        assertThat(shown("").lines().map(line -> line.split(" ", 2)[0]))
                .containsExactly(
                        manifest.rowsName().toString(), manifest.manifestName().toString());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theCommandsPrintWhatTheManifestSays() throws Exception {
        JsonNode json = new ObjectMapper().readTree(stored());
        List<String> printed = run(shown("sh"));

        assertThat(printed)
                .map(line -> line.strip().split(" ", 2)[0])
                .containsExactly(
                        json.required("manifest_sha256").textValue(),
                        json.required("compressed_sha256").textValue(),
                        json.required("uncompressed_sha256").textValue(),
                        json.required("rows").asText());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void gunzipPrintsTheRows() throws Exception {
        assertThat(run("gunzip -c " + manifest.rowsName().file())).isEqualTo(ROWS);
    }

    private List<String> run(String commands) throws Exception {
        Process shell = new ProcessBuilder("sh", "-euc", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        shell.getOutputStream().close();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(printed).isZero();
        return printed.lines().toList();
    }
}
