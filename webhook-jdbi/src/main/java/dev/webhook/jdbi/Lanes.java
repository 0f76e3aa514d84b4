package dev.webhook.jdbi;

import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The lanes within a caller's transaction, of which they are the last to be locked. Every change locks its lanes, then
 * reads and changes what they hold in later statements: one that did both would read the queue as it was before it got
 * the lock. Thread-safe.
 */
final class Lanes {

    /** The name of the queue that they make up, as the active one has it. */
    static final String QUEUE = "postgres";

    private final Database database;

    Lanes(Database database) {
        this.database = database;
    }

    /** Puts deliveries on their lanes, as {@link dev.webhook.delivery.DeliveryQueue#schedule} says. */
    void schedule(Handle handle, List<ScheduledDelivery> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        // the last word on a delivery counts, and a statement can't touch a row twice
        Map<UUID, ScheduledDelivery> byId = new LinkedHashMap<>();
        deliveries.forEach(delivery -> byId.put(delivery.deliveryId().value(), delivery));
        Map<UUID, Lane> lanes = lock(
                handle,
                deliveries.stream().map(delivery -> delivery.lane().value()).toList());
        deliveries.forEach(delivery -> lane(lanes, delivery.lane()).learn(delivery.limits()));
        Instant now = lanes.values().iterator().next().now;
        database.query(handle, "queue/enqueue")
                .bindArray("deliveries", UUID.class, List.copyOf(byId.keySet()))
                .bindArray(
                        "lanes",
                        UUID.class,
                        list(byId, delivery -> delivery.lane().value()))
                .bindArray("dues", Long.class, list(byId, delivery -> Times.micros(delivery.dueIn())))
                .bind("now", Times.parameter(now))
                .map((row, context) -> {
                    Lane lane = Objects.requireNonNull(lanes.get(row.getObject("webhook_id", UUID.class)));
                    lane.waiting += row.getBoolean("made") ? 1 : 0;
                    lane.waits(Times.instant(row, "due_at"));
                    return lane;
                })
                .list();
        refresh(handle, lanes.values());
    }

    private static <K, V, T> List<T> list(Map<K, V> map, Function<V, T> value) {
        return map.values().stream().map(value).toList();
    }

    private static Lane lane(Map<UUID, Lane> lanes, EndpointId id) {
        return Objects.requireNonNull(lanes.get(id.value()));
    }

    /** Ends leases, as {@link dev.webhook.delivery.DeliveryQueue#settle} says, and returns those that came too late. */
    List<Settlement> settle(Handle handle, List<Settlement> settlements) {
        if (settlements.isEmpty()) {
            return List.of();
        }
        Map<UUID, Lane> lanes = lockIfThere(
                handle,
                settlements.stream().map(next -> next.lease().lane().value()).toList());
        LaneSettlement settling = new LaneSettlement(database, handle, lanes);
        List<Settlement> late = settling.settle(settlements);
        refresh(handle, lanes.values());
        return late;
    }

    /** Takes deliveries off a lane, be they leased or not; whoever has a lease comes too late. */
    void remove(Handle handle, EndpointId id, List<UUID> deliveries) {
        Lane lane = lockIfThere(handle, List.of(id.value())).get(id.value());
        if (lane == null) {
            return;
        }
        database.query(handle, "queue/remove")
                .bindArray("deliveries", UUID.class, deliveries)
                .mapTo(boolean.class)
                .forEach(lane::removed);
        refresh(handle, List.of(lane));
    }

    /** Parks a lane, as {@link dev.webhook.delivery.DeliveryQueue#park} says. */
    void park(Handle handle, EndpointId id, Duration time) {
        Map<UUID, Lane> lanes = lock(handle, List.of(id.value()));
        lane(lanes, id).park(time);
        refresh(handle, lanes.values());
    }

    /** Unparks a lane, as {@link dev.webhook.delivery.DeliveryQueue#unpark} says. */
    void unpark(Handle handle, EndpointId id, LaneLimits limits, Duration remaining) {
        Map<UUID, Lane> lanes = lock(handle, List.of(id.value()));
        lane(lanes, id).learn(limits);
        lane(lanes, id).unpark(remaining);
        refresh(handle, lanes.values());
    }

    /** Locks lanes by ascending id, those that are missing made before. */
    private Map<UUID, Lane> lock(Handle handle, Collection<UUID> ids) {
        List<UUID> distinct = ids.stream().distinct().toList();
        Map<UUID, Lane> lanes = lockIfThere(handle, distinct);
        // one that was there when it was to be made may be forgotten before it is locked
        while (lanes.size() < distinct.size()) {
            database.inTurn(handle, "webhook_lanes");
            database.update(handle, "queue/make_lanes")
                    .bindArray("lanes", UUID.class, distinct)
                    .execute();
            lanes = lockIfThere(handle, distinct);
        }
        return lanes;
    }

    private Map<UUID, Lane> lockIfThere(Handle handle, Collection<UUID> ids) {
        return database
                .query(handle, "queue/lock_lanes")
                .bindArray("lanes", UUID.class, List.copyOf(ids))
                .map((row, context) -> Lane.locked(row))
                .stream()
                .collect(Collectors.toMap(lane -> lane.id, Function.identity(), (one, same) -> one, TreeMap::new));
    }

    /** Writes changed lanes back, with their new heads and turns. */
    void refresh(Handle handle, Collection<Lane> changed) {
        if (changed.isEmpty()) {
            return;
        }
        List<Lane> lanes = new ArrayList<>(changed);
        database.update(handle, "queue/refresh_lanes")
                .bind("now", Times.parameter(lanes.get(0).now))
                .bindArray("lanes", UUID.class, column(lanes, lane -> lane.id))
                .bindArray("changes", Long.class, column(lanes, lane -> lane.changes))
                .bindArray("served", Long.class, column(lanes, lane -> lane.served))
                .bindArray("scanFrom", OffsetDateTime.class, column(lanes, lane -> Times.parameter(lane.scanFrom())))
                .bindArray(
                        "leasesFrom", OffsetDateTime.class, column(lanes, lane -> Times.parameter(lane.leasesFrom())))
                .bindArray("waiting", Integer.class, column(lanes, lane -> lane.waiting))
                .bindArray("leased", Integer.class, column(lanes, lane -> lane.leased))
                .bindArray("room", Boolean.class, column(lanes, lane -> lane.leased < lane.cap()))
                .bindArray(
                        "parkedUntil", OffsetDateTime.class, column(lanes, lane -> Times.parameter(lane.parkedUntil)))
                .bindArray("parks", Long.class, column(lanes, lane -> lane.parks))
                .bindArray("cautious", Boolean.class, column(lanes, lane -> lane.cautious))
                .bindArray("slow", Boolean.class, column(lanes, lane -> lane.slow))
                .bindArray("maxInFlight", Integer.class, column(lanes, lane -> lane.limits.maxInFlight()))
                .bindArray("ratePerMinute", Integer.class, column(lanes, Lanes::ratePerMinute))
                .bindArray("limitsVersion", Long.class, column(lanes, lane -> lane.limits.version()))
                .bindArray("rateArrival", Long.class, column(lanes, lane -> lane.rate.arrival()))
                .bindArray("rateClaim", Long.class, column(lanes, lane -> lane.rate.claim()))
                .bindArray("rateInterval", Long.class, column(lanes, lane -> lane.rate.interval()))
                .bindArray("rateFreeAt", OffsetDateTime.class, column(lanes, Lanes::rateFreeAt))
                .execute();
    }

    static <T> Object[] column(List<Lane> lanes, Function<Lane, T> value) {
        return lanes.stream().map(value).toArray();
    }

    private static @Nullable Integer ratePerMinute(Lane lane) {
        return lane.limits.ratePerMinute().isPresent()
                ? (Integer) lane.limits.ratePerMinute().getAsInt()
                : null;
    }

    private static @Nullable OffsetDateTime rateFreeAt(Lane lane) {
        return lane.limits.ratePerMinute().isPresent()
                ? Times.parameter(Times.ofMicros(lane.rate.freeAt(lane.limits.ratePerMinute())))
                : null;
    }
}
