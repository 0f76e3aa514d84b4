package dev.webhook.jdbi;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.Redrive;
import dev.webhook.deadletter.RedriveRun;
import dev.webhook.deadletter.Resolution;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.ScheduledDelivery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Redrives dead letters in one transaction. Locks dead letters, deliveries, events and lanes, in this order and each
 * kind by ascending id. For one call.
 */
final class RedriveBatch {

    private final Database database;
    private final Handle handle;
    private final Lanes lanes;
    private final ClosingRows closing;
    private final List<Redrive> requests;
    private final Resolution resolution;
    private final Map<DeadLetterId, DeadLetter> letters = new HashMap<>();
    private final Map<DeliveryId, Held> deliveries = new HashMap<>();
    private final SortedMap<DeliveryId, Redriven> redriven = new TreeMap<>();

    /** A dead letter's delivery, and what its lane is told of its endpoint; null if that takes no deliveries. */
    private record Held(boolean failed, @Nullable LaneLimits limits) {}

    private record Redriven(Redrive request, DeadLetter letter, LaneLimits limits) {}

    RedriveBatch(
            Database database,
            Handle handle,
            Lanes lanes,
            ClosingRows closing,
            List<Redrive> requests,
            Resolution resolution) {
        this.database = database;
        this.handle = handle;
        this.lanes = lanes;
        this.closing = closing;
        this.requests = requests;
        this.resolution = resolution;
    }

    RedriveRun redrive() {
        lockLetters();
        lockDeliveries();
        QueueInUse active = QueueInUse.read(database, handle);
        List<Redrive.Result> results =
                requests.stream().map(request -> judge(request, active.now())).toList();
        if (redriven.isEmpty()) {
            return new RedriveRun(results, List.of());
        }
        write();
        return new RedriveRun(results, active.schedule(lanes, handle, scheduled()));
    }

    private void lockLetters() {
        database.query(handle, "deadletters/lock")
                .bindArray(
                        "deadLetters",
                        UUID.class,
                        column(requests, request -> request.id().value()))
                .map((row, context) -> PostgresDeadLetters.deadLetter(row))
                .forEach(letter -> letters.put(letter.id(), letter));
    }

    /**
     * An endpoint may be disabled by another transaction at the same time, as it may be right afterwards: its deliveries
     * become dead letters again.
     */
    private void lockDeliveries() {
        List<DeliveryId> ascending = letters.values().stream()
                .map(DeadLetter::deliveryId)
                .distinct()
                .sorted()
                .toList();
        database.query(handle, "deadletters/lock_deliveries")
                .bindArray("deliveries", UUID.class, column(ascending, DeliveryId::value))
                .bindArray("created", OffsetDateTime.class, column(ascending, RedriveBatch::created))
                .map((row, context) -> deliveries.put(DeliveryRows.id(row), held(row)))
                .list();
    }

    private static Held held(ResultSet row) throws SQLException {
        DeliveryStatus status = DeliveryRows.status(row.getString("delivery_status"));
        boolean open = row.getString("status") != null && DeliveryRows.takesDeliveries(row);
        return new Held(status == DeliveryStatus.FAILED, open ? DeliveryRows.limits(row) : null);
    }

    private Redrive.Result judge(Redrive request, Instant now) {
        DeadLetter letter = letters.get(request.id());
        Held delivery = letter == null ? null : deliveries.get(letter.deliveryId());
        if (letter == null || delivery == null) {
            return Redrive.Result.UNKNOWN;
        }
        if (letter.status() != DeadLetterStatus.PENDING
                || !delivery.failed
                || redriven.containsKey(letter.deliveryId())) {
            return Redrive.Result.NOT_PENDING;
        }
        if (delivery.limits == null) {
            return Redrive.Result.ENDPOINT_DISABLED;
        }
        if (closing.isClosing(handle, letter.deliveryId(), now) || closing.isClosing(handle, letter.eventId(), now)) {
            return Redrive.Result.RETENTION_OVER;
        }
        redriven.put(letter.deliveryId(), new Redriven(request, letter, delivery.limits));
        return Redrive.Result.REDRIVEN;
    }

    private void write() {
        PostgresDeadLetters.resolve(
                database,
                handle,
                redriven.values().stream().map(one -> one.letter.id()).toList(),
                resolution);
        database.update(handle, "deadletters/redrive")
                .bindArray("deliveries", UUID.class, column(redriven.keySet(), DeliveryId::value))
                .bindArray(
                        "furtherAttempts",
                        Integer.class,
                        column(redriven.values(), one -> one.request.furtherAttempts()))
                .bindArray(
                        "expires", Long.class, column(redriven.values(), one -> Times.micros(one.request.expiresIn())))
                .bind("from", Partitions.monthOf(redriven.firstKey().createdAt()))
                .bind("until", Partitions.monthAfter(redriven.lastKey().createdAt()))
                .execute();
        EventCounts counts = new EventCounts();
        redriven.values().forEach(one -> counts.takeFailure(one.letter.eventId()));
        counts.write(database, handle);
    }

    private List<ScheduledDelivery> scheduled() {
        return redriven.values().stream()
                .map(one -> new ScheduledDelivery(
                        one.letter.deliveryId(), one.letter.endpointId(), Duration.ZERO, one.limits))
                .toList();
    }

    private static OffsetDateTime created(DeliveryId id) {
        return Objects.requireNonNull(Times.parameter(id.createdAt()));
    }

    private static <T> Object[] column(Collection<T> rows, Function<T, @Nullable Object> value) {
        return rows.stream().map(value).toArray();
    }
}
