package dev.webhook.jdbi;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The queue of lanes in PostgreSQL, each call a transaction of its own. Thread-safe. */
final class PostgresDeliveryQueue implements DeliveryQueue {

    private final Database database;
    private final Lanes lanes;
    private final LaneTurns turns = new LaneTurns(System::nanoTime);

    /** Whether the latest claim found something, as the next one then will, most of the time. */
    private volatile boolean busy;

    PostgresDeliveryQueue(Database database, Lanes lanes) {
        this.database = database;
        this.lanes = lanes;
    }

    @Override
    public void schedule(List<ScheduledDelivery> deliveries) {
        if (!deliveries.isEmpty()) {
            database.transaction(handle -> {
                lanes.schedule(handle, deliveries);
                return deliveries;
            });
        }
    }

    @Override
    public List<Lease> claim(ClaimRequest request) {
        if (!busy && !hasTurn(request)) {
            return List.of();
        }
        List<Lease> leases = claim(request, LaneClaim::claim)
                .or(() -> claim(request, LaneClaim::claimOnceFree))
                .orElse(List.of());
        busy = !leases.isEmpty();
        return leases;
    }

    private Optional<List<Lease>> claim(ClaimRequest request, Function<LaneClaim, Optional<List<Lease>>> way) {
        return database.transaction(handle -> way.apply(new LaneClaim(database, handle, lanes, turns, request)));
    }

    /** Looks without a transaction, since most claims of an idle node find nothing. */
    private boolean hasTurn(ClaimRequest request) {
        LaneTurns.Look look = turns.look();
        return database.read(handle -> look.bind(database.query(handle, "queue/look"))
                .bind("slow", request.maxSlow() > 0)
                .map((row, context) -> {
                    look.saw(Times.instant(row, "turns_from"));
                    return row.getBoolean("ready");
                })
                .one());
    }

    @Override
    public List<Settlement> settle(List<Settlement> settlements) {
        return settlements.isEmpty() ? List.of() : database.transaction(handle -> lanes.settle(handle, settlements));
    }

    @Override
    public void park(EndpointId lane, Duration time) {
        if (time.compareTo(Duration.ZERO) > 0) {
            database.transaction(handle -> {
                lanes.park(handle, lane, time);
                return lane;
            });
        }
    }

    @Override
    public void unpark(EndpointId lane, LaneLimits limits, Duration remaining) {
        database.transaction(handle -> {
            lanes.unpark(handle, lane, limits, remaining);
            return lane;
        });
    }

    @Override
    public LaneStatus lane(EndpointId lane) {
        return database.read(handle -> database.query(handle, "queue/lane_status")
                .bind("lane", lane.value())
                .map((row, context) -> new LaneStatus(
                        row.getInt("waiting"),
                        row.getInt("leased"),
                        Times.duration(row.getLong("parked_micros")),
                        row.getBoolean("slow")))
                .findOne()
                .orElse(LaneStatus.EMPTY));
    }

    @Override
    public QueueStatus status() {
        return database.read(handle -> database.query(handle, "queue/queue_status")
                .map((row, context) ->
                        new QueueStatus(row.getLong("waiting"), row.getLong("leased"), row.getLong("lanes")))
                .one());
    }
}
