package dev.webhook.jdbi;

import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the attempts of one batch do to their endpoints, each of which is written once. For one transaction. */
final class RecordedHealth {

    /** How far the last success on record may be behind, so that an endpoint's row isn't written with each batch. */
    private static final Duration BEHIND = Duration.ofSeconds(10);

    private static final String DISABLED = "disabled";

    private final Database database;
    private final Handle handle;
    private final Instant now;
    private final Map<EndpointId, EndpointHealth> before = new HashMap<>();
    private final Map<EndpointId, EndpointHealth> health = new HashMap<>();
    private final Set<EndpointId> disabled = new HashSet<>();
    private final Set<EndpointId> gone = new HashSet<>();

    RecordedHealth(Database database, Handle handle, Instant now) {
        this.database = database;
        this.handle = handle;
        this.now = now;
    }

    /** Locks the endpoints; those that don't exist any more are left out of all that follows. */
    void lock(Collection<EndpointId> endpoints) {
        database.query(handle, "deliveries/lock_endpoints")
                .bindArray("endpoints", UUID.class, column(endpoints, EndpointId::value))
                .map((row, context) -> {
                    EndpointId id = EndpointRows.id(row);
                    if (row.getString("status").equals(DISABLED)) {
                        disabled.add(id);
                    }
                    before.put(id, EndpointRows.health(row));
                    return id;
                })
                .list();
        health.putAll(before);
    }

    /** Takes in a recorded attempt. */
    void add(EndpointId id, OutcomeRecord record) {
        AttemptReport attempt = Objects.requireNonNull(record.attempt());
        health.computeIfPresent(id, (same, before) -> after(before, attempt, record.effect()));
        if (record.effect().gone() && health.containsKey(id) && !disabled.contains(id)) {
            gone.add(id);
        }
    }

    private EndpointHealth after(EndpointHealth before, AttemptReport attempt, EndpointEffect effect) {
        EndpointHealth after = attempt.outcome().success() ? before.succeeded(now) : before.failed(now);
        if (effect.parkFor() != null) {
            after = after.parked(now.plus(effect.parkFor()));
        }
        if (effect.circuitOpenFor() != null) {
            after = after.circuit(effect.circuitOpenFor().isZero() ? null : now.plus(effect.circuitOpenFor()));
        }
        return after;
    }

    /** Writes the health of those of which there is more to say than that they go on well, and disables the endpoints that are gone. */
    void write() {
        health.replaceAll((id, after) -> hasNews(id) ? after : was(id));
        List<EndpointId> ids =
                health.keySet().stream().filter(id -> !of(id).equals(was(id))).toList();
        if (ids.isEmpty()) {
            return;
        }
        database.update(handle, "deliveries/write_health")
                .bindArray("endpoints", UUID.class, column(ids, EndpointId::value))
                .bindArray("failureCounts", Integer.class, column(ids, id -> of(id).failureCount()))
                .bindArray("successes", OffsetDateTime.class, times(ids, EndpointHealth::lastSuccessAt))
                .bindArray("failures", OffsetDateTime.class, times(ids, EndpointHealth::lastFailureAt))
                .bindArray("failingSince", OffsetDateTime.class, times(ids, EndpointHealth::failingSince))
                .bindArray("parkedUntil", OffsetDateTime.class, times(ids, EndpointHealth::parkedUntil))
                .bindArray("circuitOpenUntil", OffsetDateTime.class, times(ids, EndpointHealth::circuitOpenUntil))
                .execute();
        if (!gone.isEmpty()) {
            database.update(handle, "deliveries/disable_gone")
                    .bind("now", Times.parameter(now))
                    .bindArray("endpoints", UUID.class, column(gone, EndpointId::value))
                    .execute();
            database.update(handle, "endpoints/raise_config_version").execute();
        }
    }

    private boolean hasNews(EndpointId id) {
        EndpointHealth was = was(id);
        Instant success = was.lastSuccessAt();
        return success == null
                || was.failureCount() > 0
                || !of(id).equals(was.succeeded(now))
                || now.isAfter(success.plus(BEHIND));
    }

    /** Returns the health after the batch of each endpoint that had an attempt recorded. */
    Map<EndpointId, EndpointHealth> health() {
        return health;
    }

    /** Returns the endpoints that were disabled because they are gone. */
    Set<EndpointId> gone() {
        return gone;
    }

    private EndpointHealth was(EndpointId id) {
        return Objects.requireNonNull(before.get(id));
    }

    private EndpointHealth of(EndpointId id) {
        return Objects.requireNonNull(health.get(id));
    }

    private Object[] times(List<EndpointId> ids, Function<EndpointHealth, @Nullable Instant> time) {
        return column(ids, id -> Times.parameter(time.apply(of(id))));
    }

    private static Object[] column(Collection<EndpointId> ids, Function<EndpointId, @Nullable Object> value) {
        return ids.stream().map(value).toArray();
    }
}
