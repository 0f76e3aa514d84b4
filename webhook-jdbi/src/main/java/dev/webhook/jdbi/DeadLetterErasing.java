package dev.webhook.jdbi;

import dev.webhook.endpoint.EndpointId;
import dev.webhook.retention.OwnerErasure;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Erases an endpoint's dead letters. Locks nothing else. For one thread. */
record DeadLetterErasing(Database database, EndpointId endpoint) implements Erasing {

    @Override
    public Query find(Handle handle) {
        return database.query(handle, "erasure/find_dead_letters").bind("endpoint", endpoint.value());
    }

    @Override
    public Erased erase(Handle handle, List<UUID> ids) {
        List<Boolean> pending = database.query(handle, "erasure/dead_letters")
                .bindArray("deadLetters", UUID.class, ids)
                .bind("text", OwnerErasure.TEXT)
                .mapTo(boolean.class)
                .list();
        return Erased.ofDeadLetters(pending.stream().filter(was -> was).count(), pending.size());
    }
}
