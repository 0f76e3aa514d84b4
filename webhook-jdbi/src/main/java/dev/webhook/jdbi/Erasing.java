package dev.webhook.jdbi;

import dev.webhook.store.TimeOrderedId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Erases one kind of an owner's rows. Within a transaction; for one thread. */
interface Erasing {

    /** Rows are walked over in the order of an index, a part at a time; never is all that follows collected and sorted. */
    String SETTINGS = "SET LOCAL enable_bitmapscan = off";

    /** Returns the query for the rows whose ids come next. */
    Query find(Handle handle);

    /** Erases the rows of these ids, which ascend. */
    Erased erase(Handle handle, List<UUID> ids);

    /** Erases all rows, some in each transaction; what is erased already costs a look only. */
    static Erased walk(Database database, Erasing kind) {
        Erased erased = Erased.NOTHING;
        UUID after = new UUID(0, 0);
        Step step;
        do {
            UUID last = after;
            step = database.transaction(handle -> step(handle, kind, last));
            erased = erased.plus(step.erased);
            after = step.last;
        } while (step.rows == PostgresOwnerErasure.MOST);
        return erased;
    }

    private static Step step(Handle handle, Erasing kind, UUID after) {
        handle.execute(SETTINGS);
        Instant afterTime = after.version() == 7 ? TimeOrderedId.timeOf(after) : Instant.EPOCH;
        List<UUID> ids = kind.find(handle)
                .bind("after", after)
                .bind("afterTime", Times.parameter(afterTime))
                .bind("most", PostgresOwnerErasure.MOST)
                .mapTo(UUID.class)
                .list();
        return ids.isEmpty()
                ? new Step(0, after, Erased.NOTHING)
                : new Step(ids.size(), ids.get(ids.size() - 1), kind.erase(handle, ids));
    }

    /** What one transaction did: how many rows it looked at, and the id of the last. */
    record Step(int rows, UUID last, Erased erased) {}
}
