package dev.webhook.retention;

import dev.webhook.retention.ArchiveNames.Part;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.store.TimeRange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * The archives of partitions in a sink. An archive is two objects: the rows as compressed NDJSON, and a manifest, which
 * is written last; without its manifest an archive doesn't count. None is ever overwritten: another archive of the same
 * partition is a further generation. Rows pass through one by one, so that a partition may be larger than the memory.
 *
 * <p>Every method throws {@link StoreUnavailableException} if the sink can't be reached; all can be called again.
 *
 * <p>Thread-safe.
 */
public final class Archive {

    private static final int LONGEST_MANIFEST_BYTES = 64 * 1024;

    private static final Comparator<ArchiveManifest> BY_TIME = Comparator.comparing(
                    (ArchiveManifest manifest) -> manifest.partition().range().from())
            .thenComparing(manifest -> manifest.partition().name())
            .thenComparingInt(ArchiveManifest::generation);

    private final ArchiveSink sink;

    private Archive(ArchiveSink sink) {
        this.sink = sink;
    }

    /** Returns the archives in {@code sink}. */
    public static Archive in(ArchiveSink sink) {
        return new Archive(sink);
    }

    /**
     * Writes an archive of a partition, as a further generation if there are others. It is complete when this returns;
     * if this throws, what was written doesn't count. {@link #verify Verify} it before you drop what it was made of.
     *
     * @throws IllegalArgumentException if a row is empty, has a line break or isn't well-formed Unicode
     * @throws StoreUnavailableException also if another node writes the same generation; write again
     */
    public ArchiveManifest write(ArchivedPartition partition, ArchiveRows rows) {
        int generation = nextGeneration(partition);
        RowsWriter writer = new RowsWriter(rows);
        put(ArchiveNames.rows(partition, generation), writer::writeTo);
        ArchiveManifest manifest = writer.manifest(partition, generation);
        byte[] bytes = ManifestFormat.write(manifest);
        put(manifest.manifestName(), out -> out.write(bytes));
        return manifest;
    }

    private void put(ObjectName name, ArchiveSink.Content content) {
        if (!sink.put(name, content)) {
            throw new StoreUnavailableException(name + " is being written by another; write again");
        }
    }

    /** Counts rows without a manifest too: a crash left them, and their name is taken. */
    private int nextGeneration(ArchivedPartition partition) {
        return 1
                + parts(partition.table(), partition.name())
                        .mapToInt(Part::generation)
                        .max()
                        .orElse(0);
    }

    /**
     * Reads back all that is stored of an archive and compares it with the manifest.
     *
     * @throws DamagedArchiveException if a byte of the rows or of the stored manifest is altered, missing or added
     */
    public void verify(ArchiveManifest manifest) {
        Optional<ArchiveManifest> stored = load(manifest.manifestName());
        if (!stored.equals(Optional.of(manifest))) {
            throw new DamagedArchiveException(manifest.manifestName() + " is missing or another archive's");
        }
        check(manifest, RowsReader::count);
    }

    /**
     * Hands over each row of an archive as it was written, in the same order. It is {@link #verify verified} first, so
     * no row of a damaged archive is handed over; and again meanwhile, so do it in a transaction.
     *
     * @throws DamagedArchiveException as {@link #verify}
     */
    public void read(ArchiveManifest manifest, Consumer<String> row) {
        verify(manifest);
        check(manifest, (reader, in) -> reader.handOver(in, row));
    }

    /** Returns the newest complete archive of a partition, or empty if there is none. */
    public Optional<ArchiveManifest> find(String table, String partition) {
        return parts(table, partition)
                .filter(Part::isManifest)
                .max(Comparator.comparingInt(Part::generation))
                .flatMap(part -> load(part.name()));
    }

    /**
     * Returns the complete archives of a table that can hold rows of {@code range}, all generations, earliest first.
     * Reads every manifest of the table.
     *
     * @throws DamagedArchiveException if a manifest is damaged
     */
    public List<ArchiveManifest> list(String table, TimeRange range) {
        return parts(table)
                .filter(Part::isManifest)
                .flatMap(part -> load(part.name()).stream())
                .filter(manifest -> overlap(manifest.partition().range(), range))
                .sorted(BY_TIME)
                .toList();
    }

    private static boolean overlap(TimeRange one, TimeRange other) {
        return one.from().isBefore(other.until()) && other.from().isBefore(one.until());
    }

    private Stream<Part> parts(String table) {
        return sink.list(table).stream().map(ArchiveNames::parse).flatMap(Optional::stream);
    }

    private Stream<Part> parts(String table, String partition) {
        return parts(table).filter(part -> part.partition().equals(partition));
    }

    private Optional<ArchiveManifest> load(ObjectName name) {
        return sink.open(name).map(opened -> {
            try (InputStream in = opened) {
                return ManifestFormat.read(name, in.readNBytes(LONGEST_MANIFEST_BYTES));
            } catch (IOException failed) {
                throw unreadable(name, failed);
            }
        });
    }

    private void check(ArchiveManifest manifest, Reading reading) {
        ObjectName name = manifest.rowsName();
        RowsReader reader = new RowsReader(manifest);
        try (InputStream in = sink.open(name).orElseThrow(() -> new DamagedArchiveException(name + " is missing"))) {
            reading.read(reader, in);
        } catch (ZipException | EOFException damaged) {
            throw new DamagedArchiveException(name + " is damaged: " + damaged.getMessage(), damaged);
        } catch (IOException failed) {
            throw unreadable(name, failed);
        }
        if (!reader.isAsExpected()) {
            throw new DamagedArchiveException(name + " is not what its manifest says");
        }
    }

    private static StoreUnavailableException unreadable(ObjectName name, IOException failed) {
        return new StoreUnavailableException(name + " can't be read: " + failed.getMessage(), failed);
    }

    @FunctionalInterface
    private interface Reading {

        void read(RowsReader reader, InputStream in) throws IOException;
    }
}
