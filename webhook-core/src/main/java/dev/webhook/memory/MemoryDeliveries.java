package dev.webhook.memory;

import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptQuery;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryLog;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LoadedDelivery;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.delivery.UnfinishedDelivery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.event.EventType;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The delivery store and log over {@link MemoryDatabase}. Thread-safe. */
final class MemoryDeliveries implements DeliveryStore, DeliveryLog {

    private final MemoryDatabase database;
    private final String epoch;

    MemoryDeliveries(MemoryDatabase database, String epoch) {
        this.database = database;
        this.epoch = epoch;
    }

    @Override
    public List<ScheduledDelivery> create(List<NewDelivery> deliveries) {
        return database.transaction(() -> {
            List<ScheduledDelivery> toSchedule = new ArrayList<>();
            for (NewDelivery delivery : deliveries) {
                if (!database.deliveries().containsKey(delivery.id())) {
                    database.put(delivery.at(database.now()));
                    MemoryRecorder.count(database, delivery.eventId(), 1, 0, 0);
                    toSchedule.add(delivery.scheduled());
                }
            }
            return toSchedule;
        });
    }

    @Override
    public List<LoadedDelivery> load(Collection<DeliveryId> ids) {
        return database.transaction(() -> ids.stream()
                .map(database.unfinished()::get)
                .filter(Objects::nonNull)
                .map(this::loaded)
                .filter(Objects::nonNull)
                .toList());
    }

    private @Nullable LoadedDelivery loaded(Delivery delivery) {
        StoredEvent stored = database.events.get(delivery.eventId());
        Endpoint endpoint = database.endpoints.get(delivery.endpointId());
        if (stored == null || endpoint == null) {
            return null;
        }
        Instant now = database.now();
        Instant parkedUntil = endpoint.health().parkedUntil();
        return new LoadedDelivery(
                delivery,
                stored.event(),
                Duration.between(now, dueAt(delivery)),
                Duration.between(now, delivery.expiresAt()),
                endpoint.version(),
                parkedUntil == null ? Duration.ZERO : Duration.between(now, parkedUntil),
                epoch);
    }

    private static Instant dueAt(Delivery unfinished) {
        return Objects.requireNonNull(unfinished.nextAttemptAt());
    }

    @Override
    public Recording record(List<OutcomeRecord> records) {
        return database.transaction(() -> new MemoryRecorder(database).record(records));
    }

    @Override
    public List<UnfinishedDelivery> unfinished(@Nullable DeliveryId after, int limit) {
        return database.transaction(() -> {
            NavigableMap<DeliveryId, Delivery> rows = after == null
                    ? database.unfinished()
                    : database.unfinished().tailMap(after, false);
            return rows.values().stream()
                    .limit(limit)
                    .flatMap(delivery -> unfinished(delivery).stream())
                    .toList();
        });
    }

    @Override
    public List<UnfinishedDelivery> recentlyDue(Duration window, int limit) {
        return database.transaction(() -> {
            Instant from = database.now().minus(window);
            return Stream.concat(database.dueSince(from, limit).stream(), database.unfinishedSince(from).stream())
                    .distinct()
                    .limit(limit)
                    .map(database.unfinished()::get)
                    .filter(Objects::nonNull)
                    .flatMap(delivery -> unfinished(delivery).stream())
                    .toList();
        });
    }

    private Optional<UnfinishedDelivery> unfinished(Delivery delivery) {
        Instant now = database.now();
        return Optional.ofNullable(database.endpoints.get(delivery.endpointId()))
                .map(endpoint -> new UnfinishedDelivery(
                        new ScheduledDelivery(
                                delivery.id(),
                                delivery.endpointId(),
                                Duration.between(now, dueAt(delivery)),
                                LaneLimits.of(endpoint)),
                        delivery.attemptNumber(),
                        Duration.between(now, delivery.expiresAt())));
    }

    @Override
    public Optional<Duration> oldestDue() {
        return database.transaction(() -> database.dueSince(Instant.MIN, 1).stream()
                .findFirst()
                .map(database.unfinished()::get)
                .map(delivery -> Duration.between(dueAt(delivery), database.now())));
    }

    @Override
    public Optional<Delivery> find(DeliveryId id) {
        return database.transaction(
                () -> Optional.ofNullable(database.deliveries().get(id)));
    }

    @Override
    public List<Attempt> attempts(DeliveryId id) {
        return database.transaction(() -> List.copyOf(database.attempts.getOrDefault(id, List.of())));
    }

    @Override
    public Page<Delivery> list(DeliveryQuery query, PageRequest page) {
        return database.transaction(() -> {
            NavigableMap<DeliveryId, Delivery> rows = database.deliveries().descendingMap();
            if (page.after() != null) {
                rows = rows.tailMap(page.after().parse(DeliveryId::parse), false);
            }
            return Page.cut(
                    MemoryDatabase.select(rows.values(), row -> query.matches(row, eventType(row)), page.size() + 1),
                    page,
                    delivery -> delivery.id().toString());
        });
    }

    private @Nullable EventType eventType(Delivery delivery) {
        StoredEvent stored = database.events.get(delivery.eventId());
        return stored == null ? null : stored.event().type();
    }

    @Override
    public Page<Attempt> listAttempts(AttemptQuery query, PageRequest page) {
        return database.transaction(() -> {
            AttemptPlace begin = page.after() == null ? null : page.after().parse(AttemptPlace::parse);
            NavigableMap<DeliveryId, Delivery> rows = database.deliveries().descendingMap();
            if (begin != null) {
                rows = rows.tailMap(begin.delivery(), true);
            }
            List<Attempt> found = rows.values().stream()
                    .flatMap(row -> lastFirst(row).stream()
                            .filter(attempt -> begin == null || begin.isBefore(attempt))
                            .filter(attempt -> query.matches(attempt, row.endpointId(), eventType(row))))
                    .limit(page.size() + 1L)
                    .toList();
            return Page.cut(found, page, AttemptPlace::token);
        });
    }

    private List<Attempt> lastFirst(Delivery delivery) {
        List<Attempt> attempts = new ArrayList<>(database.attempts.getOrDefault(delivery.id(), List.of()));
        Collections.reverse(attempts);
        return attempts;
    }

    private record AttemptPlace(DeliveryId delivery, int number) {

        static AttemptPlace parse(String token) {
            int colon = token.indexOf(':');
            return new AttemptPlace(
                    DeliveryId.parse(token.substring(0, colon)), Integer.parseInt(token.substring(colon + 1)));
        }

        static String token(Attempt attempt) {
            return attempt.deliveryId() + ":" + attempt.number();
        }

        boolean isBefore(Attempt attempt) {
            return !attempt.deliveryId().equals(delivery) || attempt.number() < number;
        }
    }
}
