package dev.webhook.jdbi;

import dev.webhook.retention.Archive;
import dev.webhook.retention.ArchiveManifest;
import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.DamagedArchiveException;
import dev.webhook.retention.DroppedPartition;
import dev.webhook.retention.HousekeepingProgress;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Drops a partition, step by step: detach, archive, verify, drop. After each step the database itself says which comes
 * next, so that whoever finds the partition after a crash goes on from there. Thread-safe.
 */
final class PartitionDrop {

    /** A detach waits for transactions that began before it; one that is cancelled is finished in a later run. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Database database;
    private final Partitions partitions;
    private final PartitionMaker maker;
    private final PartitionRows rows;
    private final RetentionPolicy policy;
    private final Duration patience;

    PartitionDrop(Database owner, Partitions partitions, RetentionPolicy policy) {
        this(owner, partitions, policy, PATIENCE);
    }

    PartitionDrop(Database owner, Partitions partitions, RetentionPolicy policy, Duration patience) {
        this.database = owner;
        this.partitions = partitions;
        this.maker = new PartitionMaker(owner);
        this.rows = new PartitionRows(owner);
        this.policy = policy;
        this.patience = patience;
    }

    /**
     * Drops {@code found}.
     *
     * @throws KeptException if it stays for now
     * @throws StoreUnavailableException if the database can't be reached, or the archive
     */
    DroppedPartition drop(FoundPartition found, HousekeepingProgress progress) {
        Partition partition = found.partition();
        detach(found);
        if (partition.table() == PartitionedTable.EVENTS
                && !policy.archivedEvents().isZero()) {
            return moveAndDrop(partition);
        }
        Optional<ArchiveSink> sink = policy.archive();
        String archive = sink.isPresent() ? archive(found, Archive.in(sink.get()), progress) : null;
        return drop(partition, archive);
    }

    /** Detaches {@code found} unless it is; unless something in it is unfinished. */
    void detach(FoundPartition found) {
        switch (found.state()) {
            case ATTACHED -> {
                requireFinished(found.partition());
                alter(found.partition(), "CONCURRENTLY");
            }
            case DETACHING -> alter(found.partition(), "FINALIZE");
            case DETACHED -> {}
        }
    }

    private void requireFinished(Partition partition) {
        boolean needed = database.read(handle -> switch (partition.table()) {
            case EVENTS, ARCHIVED_EVENTS -> isNeeded(handle, partition, "partitions/are_events_needed");
            case DELIVERIES -> isNeeded(handle, partition, "partitions/are_deliveries_needed");
            case ATTEMPTS -> exists(handle, new Partition(PartitionedTable.DELIVERIES, partition.first()));
        });
        if (needed) {
            throw new KeptException(
                    switch (partition.table()) {
                        case EVENTS, ARCHIVED_EVENTS ->
                            "an event in it waits for its fan-out, or has an unfinished delivery";
                        case DELIVERIES -> "a delivery in it is not finished";
                        case ATTEMPTS -> "the deliveries of its month stay";
                    });
        }
    }

    private boolean exists(Handle handle, Partition partition) {
        return handle.createQuery("SELECT to_regclass(:table) IS NOT NULL")
                .bind("table", table(partition))
                .mapTo(boolean.class)
                .one();
    }

    private boolean isNeeded(Handle handle, Partition partition, String question) {
        return database.query(handle, question)
                .bind("first", partition.firstId())
                .bind("last", partition.lastId())
                .bind("from", Times.parameter(partition.range().from()))
                .bind("until", Times.parameter(partition.range().until()))
                .mapTo(boolean.class)
                .one();
    }

    private void alter(Partition partition, String how) {
        try {
            database.outsideTransaction(
                    "ALTER TABLE " + database.qualified(partition.table().table()) + " DETACH PARTITION "
                            + table(partition) + " " + how,
                    patience);
        } catch (StoreUnavailableException e) {
            if (Failures.state(e).filter("57014"::equals).isPresent()) {
                throw new KeptException(
                        "a transaction that began earlier may still read it; its detach goes on in the" + " next run",
                        e);
            }
            throw e;
        }
    }

    /** The move and the drop are one transaction: an event is in one place or the other. */
    private DroppedPartition moveAndDrop(Partition partition) {
        partitions.requireArchive(partition.range().from());
        database.once(handle -> {
            lock(handle, partition);
            rows.move(handle, partition, PartitionedTable.ARCHIVED_EVENTS);
            handle.execute("DROP TABLE " + table(partition));
        });
        return new DroppedPartition(partition.name(), PartitionedTable.ARCHIVED_EVENTS.table());
    }

    /** Archives a detached partition, unless it was archived since, and verifies the archive. */
    String archive(FoundPartition found, Archive archive, HousekeepingProgress progress) {
        Partition partition = found.partition();
        try {
            ArchiveManifest manifest = Optional.of(found.generation())
                    .filter(generation -> generation > 0)
                    .flatMap(generation -> archive.find(partition.table().table(), partition.name())
                            .filter(written -> written.generation() == generation))
                    .orElseGet(() -> write(partition, archive, progress));
            archive.verify(manifest);
            return manifest.manifestName().toString();
        } catch (DamagedArchiveException e) {
            throw new KeptException("its archive is damaged: " + e.getMessage(), e);
        }
    }

    private ArchiveManifest write(Partition partition, Archive archive, HousekeepingProgress progress) {
        ArchiveManifest manifest = rows.archive(partition, archive, progress);
        database.once(handle -> handle.execute("COMMENT ON TABLE " + table(partition) + " IS '"
                + FoundPartition.archived(manifest.generation()) + "'"));
        return manifest;
    }

    private DroppedPartition drop(Partition partition, @Nullable String archive) {
        boolean unfinished = database.transaction(handle -> {
            lock(handle, partition);
            if (partition.table() == PartitionedTable.DELIVERIES && hasUnfinished(handle, partition)) {
                maker.attach(handle, partition);
                return true;
            }
            if (partition.table() == PartitionedTable.DELIVERIES) {
                database.update(handle, "housekeeping/drop_dead_letters")
                        .bind("first", partition.firstId())
                        .bind("last", partition.lastId())
                        .execute();
            }
            handle.execute("DROP TABLE " + table(partition));
            return false;
        });
        if (unfinished) {
            throw new KeptException("a delivery in it is no longer finished, so it was attached again");
        }
        return new DroppedPartition(partition.name(), archive);
    }

    /** Two nodes can't be at it by their lease; should that have run out, the second finds no table. */
    private void lock(Handle handle, Partition partition) {
        handle.execute("LOCK TABLE " + table(partition) + " IN ACCESS EXCLUSIVE MODE");
    }

    private boolean hasUnfinished(Handle handle, Partition partition) {
        return handle.createQuery(
                        "SELECT EXISTS (SELECT FROM " + table(partition) + " WHERE status IN ('pending', 'retrying'))")
                .mapTo(boolean.class)
                .one();
    }

    private String table(Partition partition) {
        return database.qualified(partition.name());
    }
}
