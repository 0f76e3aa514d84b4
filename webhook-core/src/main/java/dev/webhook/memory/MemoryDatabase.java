package dev.webhook.memory;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventId;
import dev.webhook.event.StoredEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The tables of the in-memory stores, and the one lock that makes each of their calls a transaction. Its fields are
 * touched only within {@link #transaction}.
 */
final class MemoryDatabase {

    final NavigableMap<EndpointId, Endpoint> endpoints = new TreeMap<>();
    final NavigableMap<EventId, StoredEvent> events = new TreeMap<>();
    final NavigableMap<DeadLetterId, DeadLetter> deadLetters = new TreeMap<>();
    final Map<DeliveryId, List<Attempt>> attempts = new HashMap<>();

    /** Outcomes that were recorded before a delivery's last. */
    final Map<DeliveryId, Set<UUID>> earlierOutcomes = new HashMap<>();

    long configVersion = 1;

    private final NavigableMap<DeliveryId, Delivery> deliveries = new TreeMap<>();
    private final NavigableMap<DeliveryId, Delivery> unfinished = new TreeMap<>();
    private final NavigableSet<Due> due =
            new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::id));
    private final ReentrantLock lock = new ReentrantLock();
    private final InstantSource clock;

    MemoryDatabase(InstantSource clock) {
        this.clock = clock;
    }

    private record Due(Instant at, DeliveryId id) {

        private static final DeliveryId LOWEST = new DeliveryId(new UUID(0x7000L, 0L));

        static Due from(Instant at) {
            return new Due(at, LOWEST);
        }

        static Due of(Delivery delivery) {
            Instant at = delivery.nextAttemptAt();
            return new Due(at == null ? Instant.MAX : at, delivery.id());
        }
    }

    /** Runs {@code work} while no other transaction runs. It checks before it changes, for nothing is rolled back. */
    <T> T transaction(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    Instant now() {
        return clock.instant();
    }

    NavigableMap<DeliveryId, Delivery> deliveries() {
        return deliveries;
    }

    NavigableMap<DeliveryId, Delivery> unfinished() {
        return unfinished;
    }

    void put(Delivery delivery) {
        Delivery before = deliveries.put(delivery.id(), delivery);
        if (before != null && !before.status().finished()) {
            due.remove(Due.of(before));
        }
        if (delivery.status().finished()) {
            unfinished.remove(delivery.id());
        } else {
            unfinished.put(delivery.id(), delivery);
            due.add(Due.of(delivery));
        }
    }

    /** Returns the ids of unfinished deliveries that fell due from {@code from} until now, the earliest first. */
    List<DeliveryId> dueSince(Instant from, int limit) {
        List<DeliveryId> ids = new ArrayList<>();
        Instant now = now();
        for (Due next : due.tailSet(Due.from(from))) {
            if (ids.size() == limit || next.at().isAfter(now)) {
                break;
            }
            ids.add(next.id());
        }
        return ids;
    }

    /** Returns the ids of unfinished deliveries that were made at {@code from} or later. */
    Set<DeliveryId> unfinishedSince(Instant from) {
        UUID earliest = new UUID(from.toEpochMilli() << 16 | 0x7000L, 0L);
        return unfinished.tailMap(new DeliveryId(earliest)).keySet();
    }

    /** Stores an endpoint that was changed, with a version and a config version of its own. */
    Endpoint putChanged(Endpoint endpoint) {
        Endpoint stored = endpoint.changed(endpoint.version() + 1, now());
        endpoints.put(stored.id(), stored);
        configVersion++;
        return stored;
    }

    /** Returns up to {@code limit} of {@code rows} that {@code selected} accepts. */
    static <T> List<T> select(Collection<T> rows, Predicate<T> selected, int limit) {
        return rows.stream().filter(selected).limit(limit).toList();
    }
}
