package dev.webhook.jdbi;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.UnfinishedDelivery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The delivery store. Thread-safe. */
final class PostgresDeliveries implements DeliveryStore {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Database database;
    private final NewDeliveries newDeliveries;
    private final EndpointRows rows;
    private final Lanes lanes;

    PostgresDeliveries(Database database, NewDeliveries newDeliveries, EndpointRows rows, Lanes lanes) {
        this.database = database;
        this.newDeliveries = newDeliveries;
        this.rows = rows;
        this.lanes = lanes;
    }

    @Override
    public List<ScheduledDelivery> create(List<NewDelivery> deliveries) {
        if (deliveries.isEmpty()) {
            return List.of();
        }
        return database.transaction(handle -> {
            QueueInUse active = QueueInUse.read(database, handle);
            Set<UUID> ids = newDeliveries.insert(handle, deliveries, active.now());
            List<NewDelivery> made = deliveries.stream()
                    .filter(delivery -> ids.contains(delivery.id().value()))
                    .toList();
            EventCounts counts = new EventCounts();
            made.forEach(delivery -> counts.addDelivery(delivery.eventId()));
            counts.write(database, handle);
            return active.schedule(
                    lanes, handle, made.stream().map(NewDelivery::scheduled).toList());
        });
    }

    @Override
    public List<LoadedDelivery> load(Collection<DeliveryId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        // by itself, the statement would be planned anew for each batch, which takes longer than the two round trips
        // saved
        return database.transaction(handle -> database.query(handle, "deliveries/load")
                .bindArray(
                        "deliveries",
                        UUID.class,
                        ids.stream().map(DeliveryId::value).toArray())
                .bindArray(
                        "created",
                        OffsetDateTime.class,
                        ids.stream().map(id -> Times.parameter(id.createdAt())).toArray())
                .map((row, context) -> loaded(row))
                .list());
    }

    private static LoadedDelivery loaded(ResultSet row) throws SQLException {
        return new LoadedDelivery(
                DeliveryRows.delivery(row),
                EventRows.event(row),
                Times.duration(row.getLong("due_micros")),
                Times.duration(row.getLong("expires_micros")),
                row.getLong("endpoint_version"),
                Times.duration(row.getLong("parked_micros")),
                row.getString("epoch"));
    }

    @Override
    public Recording record(List<OutcomeRecord> records) {
        if (records.isEmpty()) {
            return new Recording(List.of(), List.of(), Map.of(), List.of());
        }
        long called = System.nanoTime();
        return database.transaction(handle -> {
            // it may have waited for a connection, or is run again
            Duration waited = Duration.ofNanos(System.nanoTime() - called);
            return new OutcomeBatch(database, handle, rows, lanes, records).record(waited);
        });
    }

    @Override
    public List<UnfinishedDelivery> unfinished(@Nullable DeliveryId after, int limit) {
        return database.read(handle -> database.query(handle, "deliveries/unfinished")
                .bind("after", after == null ? BEFORE_ALL : after.value())
                .bind("afterTime", Times.parameter(after == null ? Instant.EPOCH : after.createdAt()))
                .bind("limit", limit)
                .map((row, context) -> DeliveryRows.unfinished(row))
                .list());
    }

    @Override
    public List<UnfinishedDelivery> recentlyDue(Duration window, int limit) {
        return database.read(handle -> database.query(handle, "deliveries/recently_due")
                .bind("windowMicros", Times.micros(window))
                .bind("limit", limit)
                .map((row, context) -> DeliveryRows.unfinished(row))
                .list());
    }

    @Override
    public Optional<Duration> oldestDue() {
        return database.read(handle -> database.query(handle, "deliveries/oldest_due")
                .map((row, context) -> Times.duration(row.getLong("waiting_micros")))
                .findOne());
    }
}
