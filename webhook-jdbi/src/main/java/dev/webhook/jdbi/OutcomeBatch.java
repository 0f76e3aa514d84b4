package dev.webhook.jdbi;

import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Records one batch of outcomes in one transaction, by a few statements however large it is. Locks deliveries, events,
 * endpoints and lanes, in this order and each kind by ascending id. For one call.
 */
final class OutcomeBatch {

    private final Database database;
    private final Handle handle;
    private final EndpointRows endpointRows;
    private final Lanes lanes;
    private final List<OutcomeRecord> records;
    private final Map<DeliveryId, Recorded> recorded = new HashMap<>();
    private final Map<DeliveryId, Before> before = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private boolean ownQueue;

    /** A delivery whose outcome was recorded now. */
    private record Recorded(EndpointId endpoint, EventId event, int attemptsMade) {}

    /** A delivery whose outcome was not recorded now, and whether it was before. */
    private record Before(EndpointId endpoint, boolean recorded) {}

    OutcomeBatch(
            Database database, Handle handle, EndpointRows endpointRows, Lanes lanes, List<OutcomeRecord> records) {
        this.database = database;
        this.handle = handle;
        this.endpointRows = endpointRows;
        this.lanes = lanes;
        this.records = records;
    }

    /** @param waited by how much the attempts are older than when they were handed over */
    Recording record(Duration waited) {
        writeDeliveries(waited);
        readThoseNotRecorded();
        bury();
        count();
        RecordedHealth health = writeHealth();
        List<Recording.Result> results = records.stream().map(this::result).toList();
        List<Endpoint> disabled = disabled(results, health);
        return new Recording(results, settle(results), health.health(), disabled);
    }

    private void writeDeliveries(Duration waited) {
        List<OutcomeRecord> ascending = records.stream()
                .sorted(Comparator.comparing(OutcomeRecord::deliveryId))
                .toList();
        new OutcomeColumns(ascending, waited)
                .bindTo(database.query(handle, "deliveries/record"))
                .map((row, context) -> {
                    now = Times.instant(row, "now");
                    ownQueue = row.getString("queue").equals(Lanes.QUEUE);
                    return row.getObject("delivery_id") == null
                            ? null
                            : recorded.put(DeliveryRows.id(row), recorded(row));
                })
                .list();
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        return new Recorded(
                EndpointRows.id(row), new EventId(row.getObject("event_id", UUID.class)), row.getInt("attempts_made"));
    }

    /** In a statement of its own, for the one before may have waited for the transaction that recorded them. */
    private void readThoseNotRecorded() {
        List<OutcomeRecord> rest = records.stream()
                .filter(record -> !recorded.containsKey(record.deliveryId()))
                .toList();
        if (!rest.isEmpty()) {
            database.query(handle, "deliveries/recorded_before")
                    .bindArray(
                            "deliveries",
                            UUID.class,
                            column(rest, record -> record.deliveryId().value()))
                    .bindArray("created", OffsetDateTime.class, column(rest, OutcomeBatch::created))
                    .bindArray("attemptNumbers", Integer.class, column(rest, OutcomeRecord::attemptNumber))
                    .bindArray("outcomeIds", UUID.class, column(rest, OutcomeRecord::outcomeId))
                    .map((row, context) -> before.put(
                            DeliveryRows.id(row), new Before(EndpointRows.id(row), row.getBoolean("is_recorded"))))
                    .list();
        }
    }

    private Recording.Result result(OutcomeRecord record) {
        if (recorded.containsKey(record.deliveryId())) {
            return Recording.Result.RECORDED;
        }
        Before other = before.get(record.deliveryId());
        return other != null && other.recorded ? Recording.Result.ALREADY_RECORDED : Recording.Result.SUPERSEDED;
    }

    private void bury() {
        List<OutcomeRecord> givenUp = records.stream()
                .filter(record -> recorded.containsKey(record.deliveryId()))
                .filter(record -> record.decision() instanceof Decision.GiveUp)
                .toList();
        if (givenUp.isEmpty()) {
            return;
        }
        List<DeadLetterId> ids =
                givenUp.stream().map(record -> DeadLetterId.at(now)).toList();
        database.update(handle, "deadletters/insert")
                .bindArray("deadLetters", UUID.class, column(ids, DeadLetterId::value))
                .bindArray("created", OffsetDateTime.class, column(ids, id -> Times.parameter(id.createdAt())))
                .bindArray(
                        "endpoints",
                        UUID.class,
                        column(givenUp, record -> of(record).endpoint.value()))
                .bindArray(
                        "events",
                        UUID.class,
                        column(givenUp, record -> of(record).event.value()))
                .bindArray(
                        "deliveries",
                        UUID.class,
                        column(givenUp, record -> record.deliveryId().value()))
                .bindArray("reasons", String.class, column(givenUp, OutcomeBatch::reason))
                .bindArray("attemptsMade", Integer.class, column(givenUp, record -> of(record).attemptsMade))
                .bindArray("deliveriesCreated", OffsetDateTime.class, column(givenUp, OutcomeBatch::created))
                .execute();
    }

    private static String reason(OutcomeRecord record) {
        return ((Decision.GiveUp) record.decision()).reason().id();
    }

    private void count() {
        EventCounts counts = new EventCounts();
        for (OutcomeRecord record : records) {
            Recorded one = recorded.get(record.deliveryId());
            if (one != null && record.decision() instanceof Decision.Succeed) {
                counts.addSuccess(one.event);
            } else if (one != null && record.decision() instanceof Decision.GiveUp) {
                counts.addFailure(one.event);
            }
        }
        counts.write(database, handle);
    }

    private RecordedHealth writeHealth() {
        RecordedHealth health = new RecordedHealth(database, handle, now);
        List<OutcomeRecord> attempted = records.stream()
                .filter(record -> record.attempt() != null && recorded.containsKey(record.deliveryId()))
                .toList();
        if (!attempted.isEmpty()) {
            health.lock(attempted.stream()
                    .map(record -> of(record).endpoint)
                    .distinct()
                    .toList());
            attempted.forEach(record -> health.add(of(record).endpoint, record));
            health.write();
        }
        return health;
    }

    /** Reads the endpoints that are disabled now; a call that disabled one before may have lost its reply. */
    private List<Endpoint> disabled(List<Recording.Result> results, RecordedHealth health) {
        Set<EndpointId> gone = new LinkedHashSet<>(health.gone());
        for (int i = 0; i < records.size(); i++) {
            OutcomeRecord record = records.get(i);
            if (results.get(i) == Recording.Result.ALREADY_RECORDED
                    && record.effect().gone()) {
                gone.add(Objects.requireNonNull(before.get(record.deliveryId())).endpoint);
            }
        }
        return gone.stream()
                .flatMap(id -> read(id).stream())
                .filter(endpoint -> endpoint.state().disabledReason() == DisableReason.GONE)
                .toList();
    }

    private Optional<Endpoint> read(EndpointId id) {
        return database.query(handle, "endpoints/find")
                .bind("id", id.value())
                .map((row, context) -> endpointRows.endpoint(row))
                .findOne();
    }

    /** Ends the leases, unless another queue is active, and returns what is left to settle. */
    private List<Settlement> settle(List<Recording.Result> results) {
        List<Settlement> settlements = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (results.get(i) != Recording.Result.SUPERSEDED) {
                records.get(i).settlement().ifPresent(settlements::add);
            }
        }
        if (!ownQueue) {
            return settlements;
        }
        lanes.settle(handle, settlements);
        return List.of();
    }

    private Recorded of(OutcomeRecord record) {
        return Objects.requireNonNull(recorded.get(record.deliveryId()));
    }

    private static @Nullable OffsetDateTime created(OutcomeRecord record) {
        return Times.parameter(record.deliveryId().createdAt());
    }

    private static <T> Object[] column(List<T> rows, Function<T, @Nullable Object> value) {
        return rows.stream().map(value).toArray();
    }
}
