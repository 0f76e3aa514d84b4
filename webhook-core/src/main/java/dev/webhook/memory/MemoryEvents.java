package dev.webhook.memory;

import dev.webhook.delivery.EventInbox;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.InboxEvent;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.RoutingRun;
import dev.webhook.delivery.ScheduledDelivery;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.EventStore;
import dev.webhook.event.IdempotencyConflictException;
import dev.webhook.event.IdempotencyKey;
import dev.webhook.event.Publication;
import dev.webhook.event.StoredEvent;
import dev.webhook.retention.OwnerErasure;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** The event store and its inbox over {@link MemoryDatabase}. Thread-safe. */
final class MemoryEvents implements EventStore, EventInbox {

    private static final Duration KEYS_LAST = Duration.ofHours(24);

    private final MemoryDatabase database;
    private final NavigableMap<EventId, InboxEvent> inbox = new TreeMap<>();
    private final Map<EventId, InboxEvent> failed = new HashMap<>();
    private final Map<OwnedKey, UsedKey> keys = new LinkedHashMap<>();

    MemoryEvents(MemoryDatabase database) {
        this.database = database;
    }

    private record OwnedKey(OptionalLong userId, IdempotencyKey key) {}

    private record UsedKey(Event event, Instant usedAt) {}

    @Override
    public List<EventId> append(List<Publication> publications) {
        return database.transaction(() -> {
            forgetKeysUsedBefore(database.now().minus(KEYS_LAST));
            Map<OwnedKey, UsedKey> fresh = new HashMap<>();
            List<Event> events = resolve(publications, fresh);
            keys.putAll(fresh);
            for (int i = 0; i < events.size(); i++) {
                if (events.get(i).equals(publications.get(i).event())) {
                    put(events.get(i));
                }
            }
            return events.stream().map(Event::id).toList();
        });
    }

    private List<Event> resolve(List<Publication> publications, Map<OwnedKey, UsedKey> fresh) {
        List<Event> events = new ArrayList<>(publications.size());
        for (Publication publication : publications) {
            IdempotencyKey key = publication.idempotencyKey();
            if (key == null) {
                events.add(publication.event());
                continue;
            }
            OwnedKey owned = new OwnedKey(publication.event().userId(), key);
            UsedKey used = keys.containsKey(owned) ? keys.get(owned) : fresh.get(owned);
            if (used == null) {
                fresh.put(owned, new UsedKey(publication.event(), database.now()));
                events.add(publication.event());
            } else if (publication.sameContent(used.event())) {
                events.add(used.event());
            } else {
                throw new IdempotencyConflictException(key, used.event().id());
            }
        }
        return events;
    }

    private void forgetKeysUsedBefore(Instant end) {
        Iterator<UsedKey> oldest = keys.values().iterator();
        while (oldest.hasNext() && oldest.next().usedAt().isBefore(end)) {
            oldest.remove();
        }
    }

    private void put(Event event) {
        if (database.events.putIfAbsent(event.id(), StoredEvent.published(event)) == null) {
            inbox.put(event.id(), new InboxEvent(event, null));
        }
    }

    @Override
    public void keep(Event event) {
        database.transaction(
                () -> database.events.putIfAbsent(event.id(), new StoredEvent(event, database.now(), null, 0, 0, 0)));
    }

    @Override
    public Set<EventId> leaving(Collection<EventId> ids) {
        return Set.of();
    }

    @Override
    public Optional<StoredEvent> find(EventId id) {
        return database.transaction(() -> Optional.ofNullable(database.events.get(id)));
    }

    @Override
    public Page<StoredEvent> list(EventQuery query, PageRequest page) {
        return database.transaction(() -> {
            NavigableMap<EventId, StoredEvent> rows = database.events.descendingMap();
            if (page.after() != null) {
                rows = rows.tailMap(page.after().parse(EventId::parse), false);
            }
            return Page.cut(
                    MemoryDatabase.select(rows.values(), query::matches, page.size() + 1),
                    page,
                    stored -> stored.event().id().toString());
        });
    }

    @Override
    public RoutingRun route(int maxEvents, FanOut fanOut) {
        return database.transaction(() -> {
            List<InboxEvent> batch = inbox.values().stream().limit(maxEvents).toList();
            if (batch.isEmpty()) {
                return RoutingRun.NOTHING;
            }
            List<FannedOut> routed = fanOut.fanOut(batch, database.configVersion);
            List<ScheduledDelivery> toSchedule = new ArrayList<>();
            for (FannedOut fannedOut : routed) {
                store(fannedOut, toSchedule);
            }
            return new RoutingRun(routed, toSchedule);
        });
    }

    private void store(FannedOut fannedOut, List<ScheduledDelivery> toSchedule) {
        Instant now = database.now();
        EventId id = fannedOut.event().id();
        for (NewDelivery delivery : fannedOut.deliveries()) {
            database.put(delivery.at(now));
            toSchedule.add(delivery.scheduled());
        }
        boolean whole = fannedOut.after() == null;
        InboxEvent before = inbox.remove(id);
        if (!whole) {
            inbox.put(id, new InboxEvent(fannedOut.event(), fannedOut.after()));
        } else if (fannedOut.error() != null && before != null) {
            failed.put(id, before);
        }
        database.events.computeIfPresent(
                id,
                (same, stored) -> new StoredEvent(
                        stored.event(),
                        whole ? now : null,
                        fannedOut.error(),
                        stored.webhookCount() + fannedOut.deliveries().size(),
                        stored.deliverySuccessCount(),
                        stored.deliveryFailureCount()));
    }

    @Override
    public boolean reroute(EventId id) {
        return database.transaction(() -> {
            InboxEvent again = failed.remove(id);
            if (again == null) {
                return false;
            }
            inbox.put(id, again);
            database.events.computeIfPresent(
                    id,
                    (same, stored) -> new StoredEvent(
                            stored.event(),
                            null,
                            null,
                            stored.webhookCount(),
                            stored.deliverySuccessCount(),
                            stored.deliveryFailureCount()));
            return true;
        });
    }

    /** Blanks the events of a user, which get no fan-out any more, and forgets its keys; returns how many were blanked. */
    long erase(long user) {
        keys.keySet().removeIf(owned -> isOf(user, owned.userId()));
        List<StoredEvent> found = database.events.values().stream()
                .filter(stored -> isOf(user, stored.event().userId()))
                .toList();
        long blanked = 0;
        for (StoredEvent stored : found) {
            inbox.remove(stored.event().id());
            failed.remove(stored.event().id());
            StoredEvent blank = blank(stored);
            blanked += database.events.put(stored.event().id(), blank).equals(blank) ? 0 : 1;
        }
        return blanked;
    }

    private static boolean isOf(long user, OptionalLong owner) {
        return owner.isPresent() && owner.getAsLong() == user;
    }

    private StoredEvent blank(StoredEvent stored) {
        Event event = stored.event();
        return new StoredEvent(
                new Event(
                        event.id(),
                        event.type(),
                        EventData.of(OwnerErasure.DATA),
                        event.userId(),
                        event.sourceService(),
                        Map.of()),
                stored.processedAt() == null ? database.now() : stored.processedAt(),
                null,
                stored.webhookCount(),
                stored.deliverySuccessCount(),
                stored.deliveryFailureCount());
    }

    @Override
    public Optional<Duration> oldest() {
        return database.transaction(() -> inbox.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.between(inbox.firstKey().createdAt(), database.now())));
    }
}
