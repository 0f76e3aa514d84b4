package dev.webhook.jdbi;

import dev.webhook.delivery.Lease;
import dev.webhook.delivery.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Ends leases on locked lanes. For one call. */
final class LaneSettlement {

    private final Database database;
    private final Handle handle;
    private final Map<UUID, Lane> lanes;
    private final List<UUID> finished = new ArrayList<>();
    private final List<UUID> back = new ArrayList<>();
    private final List<Long> dues = new ArrayList<>();
    private final List<Boolean> attempted = new ArrayList<>();

    /** A lease that is its delivery's latest, be it run out or not. */
    private record Held(UUID token, boolean leased, long charge, long parks) {}

    LaneSettlement(Database database, Handle handle, Map<UUID, Lane> lanes) {
        this.database = database;
        this.handle = handle;
        this.lanes = lanes;
    }

    /** Ends what counts and returns what came too late. */
    List<Settlement> settle(List<Settlement> settlements) {
        Map<UUID, Held> latest = latest(settlements);
        List<Settlement> late = new ArrayList<>();
        for (Settlement settlement : settlements) {
            UUID delivery = settlement.lease().deliveryId().value();
            Lane lane = lanes.get(settlement.lease().lane().value());
            Held held = latest.get(delivery);
            if (lane == null || held == null || !isOf(settlement.lease(), held, lane)) {
                late.add(settlement);
            } else {
                latest.remove(delivery);
                settle(settlement, held, lane);
            }
        }
        write();
        return late;
    }

    private Map<UUID, Held> latest(List<Settlement> settlements) {
        Map<UUID, Held> latest = new HashMap<>();
        List<UUID> tokens = settlements.stream()
                .map(settlement -> token(settlement.lease()))
                .toList();
        database.query(handle, "queue/settle")
                .bindArray(
                        "deliveries",
                        UUID.class,
                        settlements.stream()
                                .map(settlement ->
                                        settlement.lease().deliveryId().value())
                                .toArray())
                .bindArray("tokens", UUID.class, tokens.toArray())
                .map((row, context) -> latest.put(
                        row.getObject("delivery_id", UUID.class),
                        new Held(
                                row.getObject("token", UUID.class),
                                row.getBoolean("leased"),
                                row.getLong("charge"),
                                row.getLong("parks"))))
                .list();
        return latest;
    }

    private static boolean isOf(Lease lease, Held held, Lane lane) {
        return held.token.equals(token(lease))
                && lane.epoch.toString().equals(lease.token().epoch());
    }

    /** A token that isn't one of this queue's belongs to no lease. */
    private static UUID token(Lease lease) {
        try {
            return UUID.fromString(lease.token().value());
        } catch (IllegalArgumentException e) {
            return new UUID(0, 0);
        }
    }

    private void settle(Settlement settlement, Held held, Lane lane) {
        if (held.leased) {
            lane.leased--;
            lane.waiting++;
        }
        UUID delivery = settlement.lease().deliveryId().value();
        if (settlement instanceof Settlement.Complete complete) {
            lane.waiting--;
            lane.learn(complete.speed(), held.parks);
            finished.add(delivery);
        } else if (settlement instanceof Settlement.Reschedule reschedule) {
            lane.learn(reschedule.speed(), held.parks);
            waitAgain(lane, delivery, reschedule.delay(), true);
        } else if (settlement instanceof Settlement.Release release) {
            lane.rate = lane.rate.givenBack(held.charge);
            waitAgain(lane, delivery, release.delay(), false);
        }
    }

    private void waitAgain(Lane lane, UUID delivery, Duration delay, boolean afterAttempt) {
        lane.waits(Times.plus(lane.now, delay));
        back.add(delivery);
        dues.add(Times.micros(delay));
        attempted.add(afterAttempt);
    }

    private void write() {
        if (!finished.isEmpty()) {
            database.update(handle, "queue/dequeue")
                    .bindArray("deliveries", UUID.class, finished)
                    .execute();
        }
        if (!back.isEmpty()) {
            database.update(handle, "queue/requeue")
                    .bind("now", Times.parameter(now()))
                    .bindArray("deliveries", UUID.class, back)
                    .bindArray("dues", Long.class, dues)
                    .bindArray("attempted", Boolean.class, attempted)
                    .execute();
        }
    }

    private @Nullable Instant now() {
        return lanes.values().stream().map(lane -> lane.now).findFirst().orElse(null);
    }
}
