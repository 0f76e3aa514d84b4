package dev.webhook.jdbi;

import dev.webhook.delivery.ActiveQueue;
import dev.webhook.delivery.ActiveQueueStore;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.endpoint.EndpointId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The row that names the active queue. Thread-safe. */
final class PostgresActiveQueue implements ActiveQueueStore {

    private static final int LANES = 100;

    private final Database database;

    PostgresActiveQueue(Database database) {
        this.database = database;
    }

    @Override
    public String ownQueue() {
        return Lanes.QUEUE;
    }

    @Override
    public ActiveQueue read() {
        return database.read(handle -> database.query(handle, "queue/read_active")
                .map((row, context) -> active(row))
                .one());
    }

    @Override
    public Optional<ActiveQueue> activate(ActiveQueue seen, String queue, Duration hold) {
        return database.statement(handle -> database.query(handle, "queue/activate")
                .bind("seen", seen.epoch())
                .bind("queue", queue)
                .bind("holdMicros", Times.micros(hold))
                .map((row, context) -> active(row))
                .findOne());
    }

    private static ActiveQueue active(ResultSet row) throws SQLException {
        return new ActiveQueue(
                row.getString("queue"),
                row.getString("epoch"),
                Times.duration(row.getLong("age_micros")),
                Times.duration(row.getLong("hold_micros")),
                row.getBoolean("whole"));
    }

    @Override
    public void filled(ActiveQueue active) {
        database.statement(handle -> database.update(handle, "queue/filled")
                .bind("epoch", active.epoch())
                .execute());
    }

    @Override
    public void postpone(Map<DeliveryId, Integer> inFlight, Duration time) {
        if (inFlight.isEmpty()) {
            return;
        }
        List<DeliveryId> ids = List.copyOf(inFlight.keySet());
        database.statement(handle -> database.update(handle, "deliveries/postpone")
                .bindArray(
                        "deliveries",
                        UUID.class,
                        ids.stream().map(DeliveryId::value).toArray())
                .bindArray(
                        "created",
                        OffsetDateTime.class,
                        ids.stream().map(id -> Times.parameter(id.createdAt())).toArray())
                .bindArray(
                        "attempts",
                        Integer.class,
                        ids.stream().map(inFlight::get).toArray())
                .bind("micros", Times.micros(time))
                .execute());
    }

    @Override
    public Map<EndpointId, Duration> openCircuits() {
        return database.read(handle -> database.query(handle, "endpoints/open_circuits")
                .map((row, context) -> Map.entry(
                        new EndpointId(row.getObject("webhook_id", UUID.class)),
                        Times.duration(row.getLong("open_micros"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public void emptyOwnQueue() {
        boolean more;
        do {
            more = database.transaction(this::forgetSome);
        } while (more);
    }

    /** Locks lanes, and removes what they hold in later statements, as {@link Lanes} says. */
    private boolean forgetSome(Handle handle) {
        List<UUID> lanes = database.query(handle, "queue/lock_forgotten")
                .bind("most", LANES)
                .mapTo(UUID.class)
                .list();
        if (lanes.isEmpty()) {
            return false;
        }
        for (String statement : List.of("queue/forget_deliveries", "queue/forget_lanes")) {
            database.update(handle, statement)
                    .bindArray("lanes", UUID.class, lanes)
                    .execute();
        }
        return true;
    }

    @Override
    public OptionalLong beat(ActiveQueue active, Duration interval) {
        return database.statement(handle -> database.query(handle, "queue/beat")
                .bind("epoch", active.epoch())
                .bind("intervalMicros", Times.micros(interval))
                .mapTo(Long.class)
                .findOne()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty));
    }
}
