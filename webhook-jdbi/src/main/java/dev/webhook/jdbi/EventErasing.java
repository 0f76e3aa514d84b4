package dev.webhook.jdbi;

import dev.webhook.retention.OwnerErasure;
import dev.webhook.store.TimeOrderedId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Erases a user's events, in the archive's table too. Locks inbox and events, in this order. For one thread. */
record EventErasing(Database database, long user) implements Erasing {

    @Override
    public Query find(Handle handle) {
        return database.query(handle, "erasure/find_events").bind("user", user);
    }

    @Override
    public Erased erase(Handle handle, List<UUID> ids) {
        database.update(handle, "erasure/inbox")
                .bindArray("ids", UUID.class, ids)
                .execute();
        int events = blank(handle, "erasure/events", ids) + blank(handle, "erasure/archived_events", ids);
        return Erased.ofEvents(events);
    }

    private int blank(Handle handle, String statement, List<UUID> ids) {
        List<OffsetDateTime> times =
                ids.stream().map(id -> Times.utc(TimeOrderedId.timeOf(id))).toList();
        return database.update(handle, statement)
                .bindArray("ids", UUID.class, ids)
                .bindArray("times", OffsetDateTime.class, times)
                .bind("oldest", times.get(0))
                .bind("newest", times.get(times.size() - 1))
                .bind("data", OwnerErasure.DATA)
                .execute();
    }
}
