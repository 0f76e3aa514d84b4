package dev.webhook.jdbi;

import dev.webhook.store.StoreUnavailableException;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Makes partitions, on connections of a role that owns the tables.
 *
 * <p>{@code ATTACH} takes a SHARE UPDATE EXCLUSIVE lock on the table ({@code PARTITION OF} an ACCESS EXCLUSIVE one): it
 * waits for no insert, and no insert waits for it, not even while it waits itself for a VACUUM, ANALYZE or ALTER of the
 * table. It waits for a second at a time, and is given up after four.
 *
 * <p>Thread-safe; any number of nodes may make the same partitions at once.
 */
final class PartitionMaker {

    private static final int MOST_TRIES = 4;
    private static final String LOCK_LIMIT = "SET LOCAL lock_timeout = '1s'";
    private static final String NOT_ALLOWED = "42501";

    /** A lock wait that took too long, and what happens if somebody makes the same table without our lock. */
    private static final Set<String> AGAIN = Set.of("55P03", "42P07");

    private final Database database;

    PartitionMaker(Database database) {
        this.database = database;
    }

    /**
     * Makes {@code partition} if it is missing.
     *
     * @return whether it was
     * @throws StoreUnavailableException if it can't be made, saying what to do
     */
    boolean make(Partition partition) {
        for (int tries = 1; ; tries++) {
            try {
                return database.transaction(handle -> make(handle, partition));
            } catch (RuntimeException e) {
                String state = Failures.state(e).orElse("");
                if (tries == MOST_TRIES || !AGAIN.contains(state)) {
                    throw explained(e, partition, state);
                }
            }
        }
    }

    /**
     * Looks under the lock only: who made the partition a moment ago holds it until the other sessions' caches know, and
     * an insert that came before would find no partition though the catalog has it.
     */
    private boolean make(Handle handle, Partition partition) {
        handle.execute(LOCK_LIMIT);
        lock(handle, partition.table());
        if (isAttached(handle, partition)) {
            return false;
        }
        create(handle, partition);
        attach(handle, partition);
        return true;
    }

    private boolean isAttached(Handle handle, Partition partition) {
        Optional<Boolean> attached = database.query(handle, "partitions/is_attached")
                .bind("parent", parent(partition))
                .bind("table", table(partition))
                .mapTo(boolean.class)
                .findOne();
        if (attached.isPresent() && !attached.get()) {
            throw new StoreUnavailableException("partition " + partition + " is detached, for its retention is over");
        }
        return attached.isPresent();
    }

    /** Waits until no other node is making partitions, and keeps them from it until the transaction ends. */
    void lock(Handle handle, PartitionedTable table) {
        database.query(handle, "partitions/lock")
                .bind("parent", database.qualified(table.table()))
                .mapTo(String.class)
                .list();
    }

    /**
     * Has all sessions read anew which partitions {@code table} has. A session that was reading them while one was attached
     * can have taken that news for read, and finds no such partition until there are others. A grant is news, waits for no
     * lock of the table, and changes nothing if its owner has it already.
     */
    void announce(PartitionedTable table) {
        database.once(handle -> {
            handle.execute(LOCK_LIMIT);
            lock(handle, table);
            handle.execute("GRANT SELECT ON " + database.qualified(table.table()) + " TO CURRENT_USER");
        });
    }

    /** Tells whether somebody is making partitions of {@code table}, or others may not have heard of the last one yet. */
    static boolean isMaking(Database database, Handle handle, PartitionedTable table) {
        return database.query(handle, "partitions/is_making")
                .bind("parent", database.qualified(table.table()))
                .mapTo(boolean.class)
                .one();
    }

    /** Makes a table like a partition's, that isn't one yet. */
    void create(Handle handle, Partition partition) {
        handle.execute("CREATE TABLE " + table(partition) + " (LIKE " + parent(partition)
                + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS) WITH (fillfactor = "
                + partition.table().fillfactor() + ")");
    }

    /** Makes a table a partition. Its bounds have a time zone, so that the session's doesn't matter. */
    void attach(Handle handle, Partition partition) {
        handle.execute("ALTER TABLE " + parent(partition) + " ATTACH PARTITION " + table(partition)
                + " FOR VALUES FROM ('" + partition.range().from() + "') TO ('"
                + partition.range().until() + "')");
    }

    private String parent(Partition partition) {
        return database.qualified(partition.table().table());
    }

    private String table(Partition partition) {
        return database.qualified(partition.name());
    }

    private static RuntimeException explained(RuntimeException e, Partition partition, String state) {
        if (state.equals(NOT_ALLOWED)) {
            return new StoreUnavailableException(
                    "this role may not make partition " + partition + ": run WebhookSchema.maintain with the role that"
                            + " owns the tables, or give the storage its connections (owner)",
                    e);
        }
        return e;
    }
}
