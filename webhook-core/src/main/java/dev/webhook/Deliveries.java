package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptQuery;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryLog;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.endpoint.FilterSubject;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventStore;
import dev.webhook.event.StoredEvent;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows deliveries and attempts, and explains them.
 *
 * <p>All methods throw {@link dev.webhook.store.StoreUnavailableException} if store or queue can't be reached.
 * Thread-safe.
 */
public final class Deliveries {

    private final DeliveryLog log;
    private final EventStore events;
    private final EndpointStore endpoints;
    private final DeliveryQueue queue;
    private final CircuitBreaker circuits;
    private final TimeSource time;

    Deliveries(Storage storage, DeliveryQueue queue, CircuitBreaker circuits, TimeSource time) {
        this.log = storage.deliveryLog();
        this.events = storage.events();
        this.endpoints = storage.endpoints();
        this.queue = queue;
        this.circuits = circuits;
        this.time = time;
    }

    /** Returns the delivery with its last attempt, or empty if it never existed or its retention is over. */
    public Optional<Delivery> find(DeliveryId id) {
        return log.find(id);
    }

    /** Returns the deliveries that {@code query} selects, newest first. */
    public Page<Delivery> list(DeliveryQuery query, PageRequest page) {
        return log.list(query, page);
    }

    /** Returns a delivery's attempts, the first first. */
    public List<Attempt> attempts(DeliveryId id) {
        return log.attempts(id);
    }

    /** Returns the attempts that {@code query} selects: newest delivery first, and of one delivery the last first. */
    public Page<Attempt> listAttempts(AttemptQuery query, PageRequest page) {
        return log.listAttempts(query, page);
    }

    /**
     * Returns the body of a delivery's requests, which is the same on every attempt and made anew here, or empty if the
     * delivery or its event is gone.
     */
    public Optional<EventData> requestBody(DeliveryId id) {
        return log.find(id)
                .flatMap(delivery -> events.find(delivery.eventId())
                        .map(stored -> EventData.of(delivery.payloadFormat().render(stored.event()))));
    }

    /** Explains why an event was or wasn't delivered to an endpoint, and when the next attempt is. */
    public Explanation explain(EventId eventId, EndpointId endpointId) {
        Optional<Delivery> delivery =
                log.list(DeliveryQuery.all().of(eventId).to(endpointId), PageRequest.first(1)).items().stream()
                        .findFirst();
        return delivery.map(this::explain).orElseGet(() -> explainAbsence(eventId, endpointId));
    }

    private Explanation explain(Delivery delivery) {
        List<String> reasons = new ArrayList<>();
        if (delivery.errorMessage() != null) {
            reasons.add(delivery.errorMessage());
        }
        Endpoint endpoint = endpoints.find(delivery.endpointId()).orElse(null);
        Instant due = delivery.nextAttemptAt();
        Instant next = due == null || endpoint == null ? null : nextAttempt(endpoint, due, reasons);
        return new Explanation(delivery.status().name().toLowerCase(Locale.ROOT), reasons, delivery, next);
    }

    /** Returns when the next attempt may start, or null if that is open, and adds what it waits for. */
    private @Nullable Instant nextAttempt(Endpoint endpoint, Instant due, List<String> reasons) {
        if (endpoint.state().status() == EndpointStatus.PAUSED) {
            reasons.add("the endpoint is paused");
            return null;
        }
        if (!endpoint.takesDeliveries()) {
            reasons.add("the endpoint takes no deliveries; this one becomes a dead letter");
            return null;
        }
        Instant now = time.instant();
        Instant next = due;
        Instant parked = endpoint.health().parkedUntil();
        if (parked != null && parked.isAfter(now)) {
            reasons.add("the endpoint asked to be left alone until " + parked);
            next = later(next, parked);
        }
        Duration open = circuits.status(endpoint.id()).remaining();
        if (!open.isZero()) {
            reasons.add("the endpoint's circuit is not closed");
            next = later(next, now.plus(open));
        }
        LaneStatus lane = queue.lane(endpoint.id());
        return later(next, now.plus(lane.parkedFor()));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private Explanation explainAbsence(EventId eventId, EndpointId endpointId) {
        StoredEvent stored = events.find(eventId).orElse(null);
        Endpoint endpoint = endpoints.find(endpointId).orElse(null);
        return new Explanation("none", reasons(stored, endpoint), null, null);
    }

    private static List<String> reasons(@Nullable StoredEvent stored, @Nullable Endpoint endpoint) {
        if (stored == null) {
            return List.of("the event never existed or its retention is over");
        }
        if (endpoint == null) {
            return List.of("the endpoint never existed or is gone");
        }
        if (stored.routingError() != null) {
            return List.of("the event could not be fanned out: " + stored.routingError());
        }
        if (stored.processedAt() == null) {
            return List.of("the event waits for its fan-out");
        }
        List<String> refusals = endpoint.match(
                        stored.event(), FilterSubject.of(stored.event().data()))
                .refusals();
        return refusals.isEmpty()
                ? List.of("the endpoint would take the event now; it was registered or changed at "
                        + endpoint.updatedAt() + ", the fan-out was at " + stored.processedAt())
                : refusals;
    }
}
