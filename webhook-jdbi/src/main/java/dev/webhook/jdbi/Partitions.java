package dev.webhook.jdbi;

import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that there is a partition for what is stored. Those that are known to exist cost a look into a set; others
 * are made on connections of the owner's, never in the transaction that needs them. Thread-safe.
 */
final class Partitions {

    private static final Logger log = LoggerFactory.getLogger(PostgresStorage.class);

    private static final int DAYS_AHEAD = 14;
    private static final int MONTHS_AHEAD = 3;

    /** The clock of a node may be behind, so what was yesterday's is needed too. */
    private static final Duration BEHIND = Duration.ofDays(1);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Database database;
    private final PartitionCatalog catalog;
    private final PartitionMaker maker;
    private final Map<Partition, CompletableFuture<Boolean>> making = new ConcurrentHashMap<>();
    private volatile Set<Partition> known = ConcurrentHashMap.newKeySet();

    /** Makes partitions on connections of {@code owner}, whose role owns the tables. */
    Partitions(Database owner) {
        this.database = owner;
        this.catalog = new PartitionCatalog(owner);
        this.maker = new PartitionMaker(owner);
    }

    /**
     * Makes the partitions of {@code now} and of the time after it, those that are missing.
     *
     * @return what was made
     * @throws StoreUnavailableException if one can't be made, saying what to do
     */
    List<Partition> makeAhead(Instant now) {
        refresh();
        List<Partition> made = new ArrayList<>();
        for (Partition partition : missing(now)) {
            if (make(partition)) {
                made.add(partition);
            }
        }
        return made;
    }

    /**
     * Makes {@code partition} if it is missing, and returns whether it was.
     *
     * @throws StoreUnavailableException if it can't be made, saying what to do
     */
    boolean make(Partition partition) {
        boolean missing = maker.make(partition);
        known.add(partition);
        return missing;
    }

    /** Returns those that should exist at {@code now} and aren't known to. */
    List<Partition> missing(Instant now) {
        List<Partition> missing = new ArrayList<>();
        for (PartitionedTable table : PartitionedTable.values()) {
            int ahead = table.unit() == ChronoUnit.DAYS ? DAYS_AHEAD : MONTHS_AHEAD;
            LocalDate last = table.at(now).first().plus(ahead, table.unit());
            for (LocalDate first = table.at(now.minus(BEHIND)).first();
                    !first.isAfter(last);
                    first = first.plus(1, table.unit())) {
                Partition partition = new Partition(table, first);
                if (!known.contains(partition)) {
                    missing.add(partition);
                }
            }
        }
        return missing;
    }

    /** Learns from the database which partitions there are; another node may have made or dropped some. */
    void refresh() {
        known = database.read(this::attached);
    }

    /** Learns the same on a connection of the caller's, whose pool may have no other to give now. */
    void refresh(Handle callers) {
        known = attached(callers);
    }

    private Set<Partition> attached(Handle handle) {
        Set<Partition> attached = ConcurrentHashMap.newKeySet();
        for (PartitionedTable table : PartitionedTable.values()) {
            List<Partition> found = catalog.find(handle, table).stream()
                    .filter(one -> one.state() == PartitionCatalog.State.ATTACHED)
                    .map(FoundPartition::partition)
                    .toList();
            // what was attached a moment ago is learnt when it is needed, under the lock of who makes partitions
            boolean settled = !PartitionMaker.isMaking(database, handle, table);
            found.stream().filter(one -> settled || known.contains(one)).forEach(attached::add);
        }
        return attached;
    }

    /** Tells whether events of these times can be stored, as far as is known. */
    boolean knowsEvents(Collection<Instant> times) {
        return times.stream().map(PartitionedTable.EVENTS::at).allMatch(known::contains);
    }

    /**
     * Makes sure that events of these times can be stored.
     *
     * @throws StoreUnavailableException if they can't, or not within 5 s
     */
    void requireEvents(Collection<Instant> times) {
        require(List.of(PartitionedTable.EVENTS), times);
    }

    /**
     * Makes sure that deliveries of these times, and their attempts, can be stored.
     *
     * @throws StoreUnavailableException if they can't, or not within 5 s
     */
    void requireDeliveries(Collection<Instant> times) {
        require(List.of(PartitionedTable.DELIVERIES, PartitionedTable.ATTEMPTS), times);
    }

    /** Makes sure that events of this time can be moved to the archive. */
    void requireArchive(Instant time) {
        require(List.of(PartitionedTable.ARCHIVED_EVENTS), List.of(time));
    }

    private void require(List<PartitionedTable> tables, Collection<Instant> times) {
        Set<Partition> missing = new LinkedHashSet<>();
        for (Instant time : times) {
            for (PartitionedTable table : tables) {
                Partition partition = table.at(time);
                if (!known.contains(partition)) {
                    missing.add(partition);
                }
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<CompletableFuture<Boolean>> started =
                missing.stream().map(this::startMaking).toList();
        int n = 0;
        for (Partition partition : missing) {
            await(started.get(n++), partition, end - System.nanoTime());
        }
    }

    /** Whoever needs the same partition waits for the same thread, which ends with its work. */
    private CompletableFuture<Boolean> startMaking(Partition partition) {
        return making.computeIfAbsent(partition, missing -> {
            CompletableFuture<Boolean> made = new CompletableFuture<>();
            inThread(() -> make(missing, made));
            return made;
        });
    }

    private static void inThread(Runnable work) {
        Thread thread = new Thread(work, "webhook-partition-maker");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts to have all sessions read anew which partitions {@code table} has.
     *
     * @return what is done when they do, or it couldn't be said to them
     */
    CompletableFuture<Void> announce(String table) {
        return CompletableFuture.runAsync(() -> maker.announce(PartitionedTable.of(table)), Partitions::inThread)
                .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(failure -> {
                    log.debug("Sessions can't be told of the partitions of {}", table, failure);
                    return null;
                });
    }

    private void make(Partition partition, CompletableFuture<Boolean> made) {
        try {
            made.complete(make(partition));
        } catch (RuntimeException | Error e) {
            made.completeExceptionally(e);
        } finally {
            making.remove(partition, made);
        }
    }

    private static void await(CompletableFuture<Boolean> made, Partition partition, long nanos) {
        try {
            made.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StoreUnavailableException(
                    "there is no partition " + partition + " to store in: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException(
                    "there is no partition " + partition + " to store in, and it could not be made within "
                            + PATIENCE.toSeconds()
                            + " s: run WebhookSchema.maintain with the role that owns the tables",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while partition " + partition + " was made", e);
        }
    }

    /**
     * Returns when the day of {@code time} begins. Statements that name the bounds of a partition read only that one, and
     * the planner doesn't take them for a condition that few rows meet.
     */
    static OffsetDateTime dayOf(Instant time) {
        return time.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
    }

    /** Returns when the day of {@code time} ends. */
    static OffsetDateTime dayAfter(Instant time) {
        return dayOf(time).plusDays(1);
    }

    /** Returns when the month of {@code time} begins. */
    static OffsetDateTime monthOf(Instant time) {
        return dayOf(time).withDayOfMonth(1);
    }

    /** Returns when the month of {@code time} ends. */
    static OffsetDateTime monthAfter(Instant time) {
        return monthOf(time).plusMonths(1);
    }
}
