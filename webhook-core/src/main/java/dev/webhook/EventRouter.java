package dev.webhook;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.EventInbox;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.InboxEvent;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.RoutingRun;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.endpoint.RoutingSnapshot;
import dev.webhook.event.Event;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fans events out: takes them from the inbox, matches them with the endpoints as they are now, and has their deliveries
 * stored and scheduled. Used by one thread at a time.
 */
final class EventRouter {

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final int MOST_EVENTS = 500;
    private static final int MOST_DELIVERIES = 5_000;

    private final EventInbox inbox;
    private final EndpointStore endpoints;
    private final DeliveryQueue queue;
    private final TimeSource time;
    private final Duration expiry;
    private final Listeners listeners;
    private final Wakes wakes;
    private final Subscribers subscribers;
    private RoutingTable table = new RoutingTable(new RoutingSnapshot(-1, List.of()));

    EventRouter(
            Storage storage,
            DeliveryQueue queue,
            TimeSource time,
            Duration expiry,
            Listeners listeners,
            Wakes wakes,
            Subscribers subscribers) {
        this.inbox = storage.inbox();
        this.endpoints = storage.endpoints();
        this.queue = queue;
        this.time = time;
        this.expiry = expiry;
        this.listeners = listeners;
        this.wakes = wakes;
        this.subscribers = subscribers;
    }

    /** Fans out one batch and returns how many events it held. */
    int runOnce() {
        RoutingRun run = route();
        try {
            if (!run.toSchedule().isEmpty()) {
                queue.schedule(run.toSchedule());
            }
            // what the store has scheduled by itself isn't among them
            int made = run.routed().stream()
                    .mapToInt(one -> one.deliveries().size())
                    .sum();
            if (made > 0) {
                wakes.scheduled(made);
            }
        } finally {
            run.routed().forEach(this::tell);
        }
        subscribers.show(
                table,
                run.routed().stream().map(routed -> routed.event().type()).toList());
        return run.routed().size();
    }

    private RoutingRun route() {
        try {
            return inbox.route(MOST_EVENTS, this::fanOut);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn("A batch of events can't be fanned out together; taking them one by one", e);
            return routeOne();
        }
    }

    private RoutingRun routeOne() {
        try {
            return inbox.route(1, this::fanOut);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            return inbox.route(
                    1,
                    (events, version) -> events.stream()
                            .map(event -> FannedOut.failed(event.event(), "its deliveries can't be stored: " + e))
                            .toList());
        }
    }

    private List<FannedOut> fanOut(List<InboxEvent> events, long configVersion) {
        // a restored database counts on from an earlier version
        if (table.configVersion() != configVersion) {
            table = new RoutingTable(endpoints.snapshot());
        }
        List<FannedOut> fannedOut = new ArrayList<>(events.size());
        int left = MOST_DELIVERIES;
        for (InboxEvent event : events) {
            FannedOut next = fanOut(event, left);
            fannedOut.add(next);
            left -= next.deliveries().size();
            if (left == 0 || next.after() != null) {
                break;
            }
        }
        return fannedOut;
    }

    private FannedOut fanOut(InboxEvent waiting, int most) {
        Event event = waiting.event();
        try {
            RoutingTable.Part part = table.match(
                    event,
                    waiting.after(),
                    most,
                    endpoint -> NewDelivery.to(
                            endpoint, event.id(), event.id().toString(), expiry, DeliveryId.at(time.instant())));
            return new FannedOut(event, part.deliveries(), part.after(), null);
        } catch (RuntimeException e) {
            return FannedOut.failed(event, "it can't be matched: " + e.getMessage());
        }
    }

    private void tell(FannedOut fannedOut) {
        String error = fannedOut.error();
        if (error != null) {
            log.warn(
                    "Event {} can't be fanned out, and stays on record: {}",
                    fannedOut.event().id(),
                    error);
            listeners.tell(listener -> listener.routingFailed(fannedOut.event(), error));
        } else {
            listeners.tell(listener ->
                    listener.routed(fannedOut.event(), fannedOut.deliveries().size()));
        }
    }
}
