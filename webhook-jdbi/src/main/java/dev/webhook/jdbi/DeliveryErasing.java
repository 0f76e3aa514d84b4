package dev.webhook.jdbi;

import dev.webhook.delivery.FailureReason;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.retention.OwnerErasure;
import dev.webhook.store.TimeOrderedId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Erases an endpoint's deliveries and their attempts. Locks deliveries, events and the lane, in this order. Once a
 * delivery is locked and finished nobody adds an attempt to it. For one thread.
 */
record DeliveryErasing(Database database, Lanes lanes, EndpointId endpoint) implements Erasing {

    private record Blanked(UUID id, EventId event, boolean failed) {}

    @Override
    public Query find(Handle handle) {
        return database.query(handle, "erasure/find_deliveries").bind("endpoint", endpoint.value());
    }

    @Override
    public Erased erase(Handle handle, List<UUID> ids) {
        List<Blanked> blanked = bind(database.query(handle, "erasure/deliveries"), ids)
                .map((row, context) -> new Blanked(
                        row.getObject("delivery_id", UUID.class),
                        new EventId(row.getObject("event_id", UUID.class)),
                        row.getBoolean("unfinished")))
                .list();
        if (blanked.isEmpty()) {
            return Erased.NOTHING;
        }
        List<UUID> all = blanked.stream().map(Blanked::id).sorted().toList();
        int attempts = bind(database.update(handle, "erasure/attempts"), all).execute();
        List<Blanked> failed = blanked.stream().filter(Blanked::failed).toList();
        if (!failed.isEmpty()) {
            EventCounts counts = new EventCounts();
            failed.forEach(one -> counts.addFailure(one.event));
            counts.write(database, handle);
            lanes.remove(handle, endpoint, failed.stream().map(Blanked::id).toList());
        }
        return Erased.ofDeliveries(failed.size(), blanked.size(), attempts);
    }

    static <S extends SqlStatement<S>> S bind(S statement, List<UUID> ids) {
        List<OffsetDateTime> created =
                ids.stream().map(id -> Times.utc(TimeOrderedId.timeOf(id))).toList();
        return statement
                .bindArray("deliveries", UUID.class, ids)
                .bind("oldest", created.get(0))
                .bind("newest", created.get(created.size() - 1))
                .bind("url", OwnerErasure.URL)
                .bind("text", FailureReason.ERASED.id());
    }
}
