package dev.webhook.retention;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Turns rows into compressed lines, and keeps count. Used once. */
final class RowsWriter {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ArchiveRows rows;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder(); // reports what it can't encode
    private final Meter compressed = new Meter(Long.MAX_VALUE);
    private final Meter uncompressed = new Meter(Long.MAX_VALUE);
    private long count;

    RowsWriter(ArchiveRows rows) {
        this.rows = rows;
    }

    void writeTo(OutputStream out) throws IOException {
        try (GZIPOutputStream gzip = new GZIPOutputStream(new MeteredOutput(out, compressed), BUFFER_BYTES);
                OutputStream lines = new BufferedOutputStream(new MeteredOutput(gzip, uncompressed), BUFFER_BYTES)) {
            rows.forEach(row -> write(row, lines));
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private void write(String row, OutputStream lines) {
        ByteBuffer line = encode(row);
        try {
            lines.write(line.array(), line.arrayOffset(), line.remaining());
            lines.write('\n');
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        count++;
    }

    private ByteBuffer encode(String row) {
        if (row.isEmpty() || row.indexOf('\n') >= 0 || row.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("row " + (count + 1) + " is empty or has a line break");
        }
        try {
            return encoder.encode(CharBuffer.wrap(row));
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException("row " + (count + 1) + " has half a surrogate pair", malformed);
        }
    }

    /** Returns the manifest of what was written. Called once, after it was. */
    ArchiveManifest manifest(ArchivedPartition partition, int generation) {
        return new ArchiveManifest(partition, generation, count, compressed.checksum(), uncompressed.checksum());
    }
}
