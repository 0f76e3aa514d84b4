package dev.webhook;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.EventInbox;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.endpoint.FilterSubject;
import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import dev.webhook.event.EventQuery;
import dev.webhook.event.EventStore;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Shows events, and delivers stored ones again.
 *
 * <p>All methods throw {@link dev.webhook.store.StoreUnavailableException} if store or queue can't be reached.
 * Thread-safe.
 */
public final class Events {

    private static final int PAGE = 200;

    private final EventStore events;
    private final EventInbox inbox;
    private final EndpointStore endpoints;
    private final DeliveryStore deliveries;
    private final DeliveryQueue queue;
    private final Duration expiry;
    private final TimeSource time;
    private final Wakes wakes;

    Events(Storage storage, DeliveryQueue queue, Duration expiry, TimeSource time, Wakes wakes) {
        this.events = storage.events();
        this.inbox = storage.inbox();
        this.endpoints = storage.endpoints();
        this.deliveries = storage.deliveries();
        this.queue = queue;
        this.expiry = expiry;
        this.time = time;
        this.wakes = wakes;
    }

    /** Returns the event and what became of it, or empty if it never existed or its retention is over. */
    public Optional<StoredEvent> find(EventId id) {
        return events.find(id);
    }

    /** Returns the events that {@code query} selects, newest first. */
    public Page<StoredEvent> list(EventQuery query, PageRequest page) {
        return events.list(query, page);
    }

    /**
     * Has an event whose fan-out failed fanned out again.
     *
     * @return false if there is no such event or its fan-out did not fail
     */
    public boolean reroute(EventId id) {
        boolean waits = inbox.reroute(id);
        wakes.published();
        return waits;
    }

    /**
     * Delivers an event again.
     *
     * @return the new deliveries; none if no endpoint takes the event
     * @throws IllegalArgumentException if the event is unknown or its retention ends within a day, or if the one
     *     endpoint named is unknown, takes no deliveries, or belongs to another user than the event
     */
    public List<DeliveryId> replay(EventId id, Replay how) {
        Event event = events.find(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "event " + id + " can't be replayed: it never existed or its retention is over"))
                .event();
        if (!events.leaving(List.of(id)).isEmpty()) {
            throw new IllegalArgumentException(
                    "event " + id + " can't be replayed: its retention ends within a day, before its deliveries might");
        }
        EndpointId only = how.endpoint();
        List<Endpoint> targets =
                only == null ? matching(event, endpoints.snapshot().endpoints()) : List.of(target(event, only));
        return deliver(List.of(event), how, same -> targets);
    }

    /**
     * Delivers every event that {@code query} selects again, the newest first. Test events are left out, and those whose
     * retention ends within a day. A fault in the middle leaves those before it replayed.
     *
     * @return how many deliveries were made
     * @throws IllegalArgumentException if the one endpoint named is unknown or takes no deliveries
     */
    public int replay(EventQuery query, Replay how) {
        EndpointId only = how.endpoint();
        List<Endpoint> candidates = only == null ? endpoints.snapshot().endpoints() : List.of(taking(only));
        int made = 0;
        Optional<PageRequest> next = Optional.of(PageRequest.first(PAGE));
        while (next.isPresent()) {
            Page<StoredEvent> page = events.list(query, next.get());
            Set<EventId> leaving = events.leaving(
                    page.items().stream().map(stored -> stored.event().id()).toList());
            List<Event> chunk = page.items().stream()
                    .map(StoredEvent::event)
                    .filter(event -> !event.type().equals(Endpoints.TEST_EVENT) && !leaving.contains(event.id()))
                    .toList();
            made += deliver(
                            chunk,
                            how,
                            event -> only == null
                                    ? matching(event, candidates)
                                    : candidates.stream()
                                            .filter(endpoint -> event.concerns(endpoint.userId()))
                                            .toList())
                    .size();
            next = page.nextRequest(PAGE);
        }
        return made;
    }

    private interface Targets {

        List<Endpoint> of(Event event);
    }

    private List<DeliveryId> deliver(List<Event> chunk, Replay how, Targets targets) {
        List<NewDelivery> made = new ArrayList<>();
        for (Event event : chunk) {
            for (Endpoint endpoint : targets.of(event)) {
                DeliveryId id = DeliveryId.at(time.instant());
                String messageId =
                        how.newMessageId() ? id.toString() : event.id().toString();
                made.add(NewDelivery.to(endpoint, event.id(), messageId, expiry, id));
            }
        }
        if (!made.isEmpty()) {
            queue.schedule(deliveries.create(made));
            wakes.scheduled(made.size());
        }
        return made.stream().map(NewDelivery::id).toList();
    }

    private static List<Endpoint> matching(Event event, List<Endpoint> candidates) {
        FilterSubject subject = FilterSubject.of(event.data());
        return candidates.stream()
                .filter(endpoint -> endpoint.match(event, subject).matches())
                .toList();
    }

    private Endpoint target(Event event, EndpointId id) {
        Endpoint endpoint = taking(id);
        if (!event.concerns(endpoint.userId())) {
            throw new IllegalArgumentException("event " + event.id() + " belongs to another user than endpoint " + id);
        }
        return endpoint;
    }

    private Endpoint taking(EndpointId id) {
        return endpoints
                .find(id)
                .filter(Endpoint::takesDeliveries)
                .orElseThrow(() -> new IllegalArgumentException(
                        "endpoint " + id + " can't be replayed to: it is unknown, deleted, disabled or switched off"));
    }
}
