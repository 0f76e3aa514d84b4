package dev.webhook.jdbi;

import dev.webhook.retention.Archive;
import dev.webhook.retention.ArchiveManifest;
import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ArchivedPartition;
import dev.webhook.retention.HousekeepingProgress;
import dev.webhook.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Puts archived partitions back. The table becomes visible when it is whole. Thread-safe. */
final class PartitionRestorer {

    private final Database database;
    private final Partitions partitions;
    private final PartitionMaker maker;
    private final PartitionRows rows;
    private final Optional<ArchiveSink> sink;

    PartitionRestorer(Database owner, Partitions partitions, RetentionPolicy policy) {
        this.database = owner;
        this.partitions = partitions;
        this.maker = new PartitionMaker(owner);
        this.rows = new PartitionRows(owner);
        this.sink = policy.archive();
    }

    void restore(ArchiveManifest manifest, Duration keepFor, HousekeepingProgress progress) {
        Archive archive = Archive.in(sink.orElseThrow(
                () -> new IllegalStateException("this storage has no archive: set RetentionPolicy's archive")));
        Partition partition = partition(manifest.partition());
        Instant keptUntil = database.now().plus(keepFor);
        database.once(handle -> {
            requireMissing(handle, partition);
            maker.create(handle, partition);
            rows.restore(handle, partition, archive, manifest, progress);
            handle.execute("COMMENT ON TABLE " + database.qualified(partition.name()) + " IS '"
                    + FoundPartition.restored(keptUntil) + "'");
            maker.lock(handle, partition.table());
            maker.attach(handle, partition);
        });
        partitions.refresh();
    }

    private static Partition partition(ArchivedPartition archived) {
        return Stream.of(PartitionedTable.values())
                .filter(table -> table.table().equals(archived.table()))
                .flatMap(table -> table.named(archived.name()).stream())
                .filter(partition -> partition.range().equals(archived.range()))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(archived.name() + " is no partition of ours"));
    }

    private void requireMissing(Handle handle, Partition partition) {
        boolean exists = handle.createQuery("SELECT to_regclass(:table) IS NOT NULL")
                .bind("table", database.qualified(partition.name()))
                .mapTo(boolean.class)
                .one();
        if (exists) {
            throw new IllegalStateException("table " + partition + " exists: its rows are there, or newer ones");
        }
    }
}
