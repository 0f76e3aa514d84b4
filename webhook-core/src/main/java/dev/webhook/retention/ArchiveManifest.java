package dev.webhook.retention;

/**
 * What an archive must be: of which partition it is, which of its archives, and what its rows add up to.
 *
 * @param generation which archive of the partition, counted from 1; numbers can be missing
 * @param rows how many rows
 * @param compressed the object with the rows as it is stored
 * @param uncompressed the same without the compression
 *     <p>Immutable and thread-safe.
 */
public record ArchiveManifest(
        ArchivedPartition partition, int generation, long rows, Checksum compressed, Checksum uncompressed) {

    public ArchiveManifest {
        if (generation < 1) {
            throw new IllegalArgumentException("generation must be at least 1: " + generation);
        }
        if (rows < 0) {
            throw new IllegalArgumentException("rows must not be negative: " + rows);
        }
    }

    /** Returns the name of the object that holds the rows. */
    public ObjectName rowsName() {
        return ArchiveNames.rows(partition, generation);
    }

    /** Returns the name of the object that holds this manifest. */
    public ObjectName manifestName() {
        return ArchiveNames.manifest(partition, generation);
    }
}
