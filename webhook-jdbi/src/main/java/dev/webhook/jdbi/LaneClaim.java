package dev.webhook.jdbi;

import dev.webhook.delivery.ClaimRequest;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.LeaseToken;
import dev.webhook.endpoint.EndpointId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * One claim: takes the lanes whose turn it is in rounds, until it has enough or no lane is left. A lane that another
 * transaction holds is skipped, unless it is the only one. For one call.
 */
final class LaneClaim {

    private final Database database;
    private final Handle handle;
    private final Lanes lanes;
    private final LaneTurns turns;
    private final ClaimRequest request;
    private final List<Lease> leases = new ArrayList<>();

    /** A delivery that was leased, and since when it was due. */
    private record Leased(UUID delivery, UUID lane, UUID token, int lostLeases, Instant due) {}

    LaneClaim(Database database, Handle handle, Lanes lanes, LaneTurns turns, ClaimRequest request) {
        this.database = database;
        this.handle = handle;
        this.lanes = lanes;
        this.turns = turns;
        this.request = request;
    }

    /** Claims what it gets without waiting; empty if it got no lane, be it that others hold each whose turn it is. */
    Optional<List<Lease>> claim() {
        // the first round is for lanes that are full, those after it for lanes that hold next to nothing
        int most = Math.max(1, request.max() / request.perLane());
        List<Lane> turns = turns(most, Long.MAX_VALUE);
        return turns.isEmpty() ? Optional.empty() : Optional.of(claim(turns, most));
    }

    /**
     * Waits for the lane that comes next, then claims what it gets. Has to be the first in its transaction: rows that a
     * statement locked and then found changed stay locked, and whoever holds one lane can't wait for another.
     */
    Optional<List<Lease>> claimOnceFree() {
        return awaitTurn() ? claim() : Optional.empty();
    }

    /** Goes on until it has enough, or a round got fewer lanes than it could have. */
    private List<Lease> claim(List<Lane> first, int firstMost) {
        long before = first.stream().mapToLong(lane -> lane.claim).min().orElse(0);
        List<Lane> turns = first;
        int most = firstMost;
        take(turns);
        while (left() > 0 && turns.size() >= most) {
            most = left();
            turns = turns(most, before);
            take(turns);
        }
        return leases;
    }

    private int left() {
        return request.max() - leases.size();
    }

    private int slowLeft() {
        return request.maxSlow() - (int) leases.stream().filter(Lease::slow).count();
    }

    /** Locks up to {@code most} lanes whose turn it is and that were last served before the claim {@code before}. */
    private List<Lane> turns(int most, long before) {
        LaneTurns.Look look = turns.look();
        return look.bind(database.query(handle, "queue/lock_turns"))
                .bind("max", most)
                .bind("maxSlow", Math.min(slowLeft(), most))
                .bind("before", before)
                .bind("claims", database.qualified("webhook_claims"))
                .map((row, context) -> {
                    look.saw(Times.instant(row, "turns_from"));
                    return Lane.ofTurn(row);
                })
                .list();
    }

    /** Waits for a lane that is ready and held by another; tells whether there was one. */
    private boolean awaitTurn() {
        return database.query(handle, "queue/await_turn")
                .bind("from", Times.parameter(turns.look().begin()))
                .bind("slow", slowLeft() > 0)
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
    }

    private void take(List<Lane> turns) {
        List<Lane> changed = takeBackLostLeases(turns);
        Map<Lane, Integer> rooms = new LinkedHashMap<>();
        int left = left();
        int slowLeft = slowLeft();
        for (Lane lane : turns) {
            int most = Math.min(request.perLane(), lane.slow ? Math.min(left, slowLeft) : left);
            if (most > 0) {
                int room = Math.min(most, Math.min(lane.room(), lane.waiting));
                lane.serve();
                rooms.put(lane, room);
                left -= room;
                slowLeft -= lane.slow ? room : 0;
            }
        }
        lease(rooms);
        changed.removeAll(rooms.keySet());
        changed.addAll(rooms.keySet());
        lanes.refresh(handle, changed);
    }

    /** Lets deliveries wait again whose leases ran out, and returns their lanes, be there room to serve them or not. */
    private List<Lane> takeBackLostLeases(List<Lane> turns) {
        Map<UUID, Lane> holding = new LinkedHashMap<>();
        turns.stream().filter(Lane::hasLostLeases).forEach(lane -> holding.put(lane.id, lane));
        if (holding.isEmpty()) {
            return new ArrayList<>();
        }
        database.query(handle, "queue/take_back_lost_leases")
                .bindArray("lanes", UUID.class, List.copyOf(holding.keySet()))
                .bindArray(
                        "ends",
                        OffsetDateTime.class,
                        Lanes.column(List.copyOf(holding.values()), lane -> Times.parameter(lane.leasesFrom())))
                .bind("now", Times.parameter(turns.get(0).now))
                .bind("perLane", request.perLane())
                .map((row, context) -> {
                    Lane lane = Objects.requireNonNull(holding.get(row.getObject("webhook_id", UUID.class)));
                    lane.takesBack(Times.instant(row, "due_at"));
                    return lane;
                })
                .list();
        return new ArrayList<>(holding.values());
    }

    private void lease(Map<Lane, Integer> rooms) {
        Map<UUID, Lane> open = new LinkedHashMap<>();
        rooms.forEach((lane, room) -> {
            if (room > 0) {
                open.put(lane.id, lane);
            }
        });
        if (open.isEmpty()) {
            return;
        }
        Map<UUID, List<Leased>> leased = leaseFrom(List.copyOf(open.values()), rooms);
        open.forEach((id, lane) -> {
            List<Leased> ofLane = leased.getOrDefault(id, List.of());
            ofLane.stream().sorted(Comparator.comparing(Leased::due)).forEach(one -> leases.add(lease(one, lane)));
            lane.leases(ofLane.size(), Times.plus(lane.now, request.lease()));
        });
    }

    private Map<UUID, List<Leased>> leaseFrom(List<Lane> open, Map<Lane, Integer> rooms) {
        return database.query(handle, "queue/lease")
                .bind("now", Times.parameter(open.get(0).now))
                .bind("leaseMicros", Times.micros(request.lease()))
                .bindArray("lanes", UUID.class, Lanes.column(open, lane -> lane.id))
                .bindArray("heads", OffsetDateTime.class, Lanes.column(open, lane -> Times.parameter(lane.scanFrom())))
                .bindArray("rooms", Integer.class, Lanes.column(open, rooms::get))
                .bindArray("charges", Long.class, Lanes.column(open, Lane::charge))
                .bindArray("parks", Long.class, Lanes.column(open, lane -> lane.parks))
                .map((row, context) -> new Leased(
                        row.getObject("delivery_id", UUID.class),
                        row.getObject("webhook_id", UUID.class),
                        row.getObject("token", UUID.class),
                        row.getInt("lost_leases"),
                        Times.instant(row, "due_at")))
                .collect(Collectors.groupingBy(Leased::lane));
    }

    private static Lease lease(Leased leased, Lane lane) {
        return new Lease(
                new DeliveryId(leased.delivery),
                new EndpointId(lane.id),
                new LeaseToken(lane.epoch.toString(), leased.token.toString()),
                leased.lostLeases,
                lane.slow);
    }
}
