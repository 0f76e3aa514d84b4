package dev.webhook.retention;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads compressed lines back, and keeps count. Used once. */
final class RowsReader {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ArchiveManifest expected;
    private final Meter compressed;
    private final Meter uncompressed;
    private long count;
    private boolean inLine;

    RowsReader(ArchiveManifest expected) {
        this.expected = expected;
        this.compressed = new Meter(expected.compressed().bytes());
        this.uncompressed = new Meter(expected.uncompressed().bytes());
    }

    /** Only counts. Needs no room for a row: damaged bytes can unpack to one of any length. */
    void count(InputStream in) throws IOException {
        read(in, octet -> {});
    }

    /** Hands over each row. Only for bytes that have been counted and found right. */
    void handOver(InputStream in, Consumer<String> row) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        read(in, octet -> {
            if (octet == '\n') {
                row.accept(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(octet);
            }
        });
    }

    private void read(InputStream in, OctetConsumer octets) throws IOException {
        MeteredInput stored = new MeteredInput(in, compressed);
        byte[] buffer = new byte[BUFFER_BYTES];
        try (GZIPInputStream lines = new GZIPInputStream(stored, BUFFER_BYTES)) {
            for (int read = lines.read(buffer); read >= 0; read = lines.read(buffer)) {
                uncompressed.add(buffer, 0, read);
                for (int i = 0; i < read; i++) {
                    inLine = buffer[i] != '\n';
                    count += inLine ? 0 : 1;
                    octets.accept(buffer[i]);
                }
            }
            while (stored.read(buffer, 0, buffer.length) >= 0) {
                // what stands behind the compressed lines is metered too
            }
        }
    }

    /** Tells whether what was read is what the manifest says. Called once, after it was read. */
    boolean isAsExpected() {
        return !inLine
                && count == expected.rows()
                && compressed.checksum().equals(expected.compressed())
                && uncompressed.checksum().equals(expected.uncompressed());
    }

    @FunctionalInterface
    private interface OctetConsumer {

        void accept(byte octet);
    }
}
