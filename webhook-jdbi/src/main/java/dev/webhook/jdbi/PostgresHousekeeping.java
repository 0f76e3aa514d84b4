package dev.webhook.jdbi;

import dev.webhook.jdbi.PartitionCatalog.State;
import dev.webhook.retention.DroppedPartition;
import dev.webhook.retention.Housekeeping;
import dev.webhook.retention.HousekeepingProgress;
import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.PartitionProblem;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes partitions ahead, drops old ones and removes leftovers, on the owner's connections. A role that doesn't own the
 * tables leaves partitions alone, and only says if some are missing. Thread-safe.
 */
final class PostgresHousekeeping implements Housekeeping {

    private final Database database;
    private final Partitions partitions;
    private final PartitionCatalog catalog;
    private final PartitionDrop drop;
    private final Leftovers leftovers;
    private final RetentionTimes times;

    PostgresHousekeeping(Database owner, Partitions partitions, RetentionPolicy policy) {
        this.database = owner;
        this.partitions = partitions;
        this.catalog = new PartitionCatalog(owner);
        this.drop = new PartitionDrop(owner, partitions, policy);
        this.leftovers = new Leftovers(owner, policy);
        this.times = new RetentionTimes(policy);
    }

    @Override
    public HousekeepingReport run(HousekeepingProgress progress) {
        return runOnce(database.now(), progress);
    }

    @Override
    public RetentionPolicy policy() {
        return times.policy();
    }

    HousekeepingReport runOnce(Instant now, HousekeepingProgress progress) {
        List<PartitionProblem> problems = new ArrayList<>();
        List<String> made = new ArrayList<>();
        List<DroppedPartition> dropped = new ArrayList<>();
        boolean owner = catalog.mayChange();
        partitions.refresh();
        for (Partition missing : partitions.missing(now)) {
            if (owner) {
                make(missing, made, problems);
            } else {
                problems.add(new PartitionProblem(
                        missing.name(), "is missing, and this role may not make it: run WebhookSchema.maintain"));
            }
        }
        if (owner) {
            dropOld(now, progress, dropped, problems);
        }
        Map<String, Long> removed = leftovers.remove(now);
        return new HousekeepingReport(made, dropped, problems, removed);
    }

    private void make(Partition missing, List<String> made, List<PartitionProblem> problems) {
        try {
            if (partitions.make(missing)) {
                made.add(missing.name());
            }
        } catch (StoreUnavailableException e) {
            problems.add(new PartitionProblem(missing.name(), "can't be made: " + e.getMessage()));
        }
    }

    private void dropOld(
            Instant now,
            HousekeepingProgress progress,
            List<DroppedPartition> dropped,
            List<PartitionProblem> problems) {
        UUID holder = UUID.randomUUID();
        if (!lease(holder)) {
            return;
        }
        for (FoundPartition found : old(now)) {
            if (!lease(holder)) {
                break; // another node goes on
            }
            try {
                dropped.add(drop.drop(found, (partition, rows) -> {
                    requireLease(holder);
                    progress.progressed(partition, rows);
                }));
            } catch (KeptException | StoreUnavailableException e) {
                problems.add(new PartitionProblem(found.partition().name(), "stays: " + e.getMessage()));
            } catch (RuntimeException e) {
                problems.add(new PartitionProblem(found.partition().name(), "stays: " + e));
            }
        }
        partitions.refresh();
        database.transaction(handle -> database.update(handle, "housekeeping/release")
                .bind("holder", holder)
                .execute());
    }

    /**
     * Returns what is to go, in order. While one detach of a table is unfinished no other can begin, so it comes first.
     * Attempts go after their deliveries.
     */
    List<FoundPartition> old(Instant now) {
        return Stream.of(PartitionedTable.values())
                .flatMap(table -> database.read(handle -> catalog.find(handle, table)).stream()
                        .sorted(Comparator.comparing(found -> found.state() != State.DETACHING)))
                .filter(found -> times.isOver(found, now))
                .toList();
    }

    private boolean lease(UUID holder) {
        return database.transaction(handle -> database.update(handle, "housekeeping/lease")
                        .bind("holder", holder)
                        .execute()
                == 1);
    }

    private void requireLease(UUID holder) {
        if (!lease(holder)) {
            throw new StoreUnavailableException("this node's lease on the housekeeping has run out");
        }
    }
}
