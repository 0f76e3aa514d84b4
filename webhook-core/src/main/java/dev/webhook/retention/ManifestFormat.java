package dev.webhook.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.webhook.store.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The bytes of a manifest: JSON with one member on each line, the last of which is the SHA-256 of the lines before it.
 * There is one form only, so a manifest is whole if and only if writing what was read gives the same bytes.
 */
final class ManifestFormat {

    static final String VERSION = "webhook-archive.1";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ManifestFormat() {}

    static byte[] write(ArchiveManifest manifest) {
        String lines = """
                {
                  "format": "%s",
                  "table": "%s",
                  "partition": "%s",
                  "from": "%s",
                  "until": "%s",
                  "generation": %s,
                  "rows": %s,
                  "rows_object": "%s",
                  "compressed_bytes": %s,
                  "compressed_sha256": "%s",
                  "uncompressed_bytes": %s,
                  "uncompressed_sha256": "%s",
                """.formatted(
                        VERSION,
                        manifest.partition().table(),
                        manifest.partition().name(),
                        manifest.partition().range().from(),
                        manifest.partition().range().until(),
                        Integer.toString(manifest.generation()),
                        Long.toString(manifest.rows()),
                        manifest.rowsName().file(),
                        Long.toString(manifest.compressed().bytes()),
                        manifest.compressed().sha256(),
                        Long.toString(manifest.uncompressed().bytes()),
                        manifest.uncompressed().sha256());
        byte[] digest = Meter.sha256().digest(lines.getBytes(StandardCharsets.UTF_8));
        String last = "  \"manifest_sha256\": \"" + HexFormat.of().formatHex(digest) + "\"\n}\n";
        return (lines + last).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the manifest that {@link #write} wrote under {@code name}. */
    static ArchiveManifest read(ObjectName name, byte[] bytes) {
        ArchiveManifest manifest;
        try {
            manifest = read(JSON.readTree(new String(bytes, StandardCharsets.UTF_8)));
        } catch (JsonProcessingException | RuntimeException malformed) {
            throw new DamagedArchiveException(name + " is no manifest of format " + VERSION, malformed);
        }
        if (!Arrays.equals(write(manifest), bytes) || !manifest.manifestName().equals(name)) {
            throw new DamagedArchiveException(name + " was altered, or put in another's place");
        }
        return manifest;
    }

    private static ArchiveManifest read(JsonNode json) {
        TimeRange range = new TimeRange(
                Instant.parse(json.required("from").textValue()),
                Instant.parse(json.required("until").textValue()));
        return new ArchiveManifest(
                new ArchivedPartition(text(json, "table"), text(json, "partition"), range),
                json.required("generation").intValue(),
                json.required("rows").longValue(),
                checksum(json, "compressed"),
                checksum(json, "uncompressed"));
    }

    private static Checksum checksum(JsonNode json, String what) {
        return new Checksum(json.required(what + "_bytes").longValue(), text(json, what + "_sha256"));
    }

    private static String text(JsonNode json, String member) {
        return json.required(member).textValue();
    }
}
