package dev.webhook;

import dev.webhook.delivery.NewDelivery;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.FilterSubject;
import dev.webhook.endpoint.RoutingSnapshot;
import dev.webhook.event.Event;
import dev.webhook.event.EventType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoints of an event. Immutable.
 */
final class RoutingTable {

    private final long configVersion;
    private final List<Endpoint> all;
    private final Map<Long, List<Endpoint>> byUser = new HashMap<>();

    RoutingTable(RoutingSnapshot snapshot) {
        this.configVersion = snapshot.configVersion();
        this.all = snapshot.endpoints().stream()
                .sorted(Comparator.comparing(Endpoint::id))
                .toList();
        all.forEach(endpoint -> byUser.computeIfAbsent(endpoint.userId(), user -> new ArrayList<>())
                .add(endpoint));
    }

    long configVersion() {
        return configVersion;
    }

    /** Some of an event's deliveries, and the endpoint after which the rest begins, or null if these are all. */
    record Part(List<NewDelivery> deliveries, @Nullable EndpointId after) {}

    /**
     * Makes up to {@code most} deliveries for the endpoints after {@code after} that the event matches.
     *
     * @param most at least 1, since the place to go on from is the last endpoint that had its delivery made
     */
    Part match(Event event, @Nullable EndpointId after, int most, Function<Endpoint, NewDelivery> delivery) {
        if (most < 1) {
            throw new IllegalArgumentException("a fan-out needs room for at least 1 delivery, not " + most);
        }
        FilterSubject subject = FilterSubject.of(event.data());
        List<NewDelivery> made = new ArrayList<>();
        EndpointId last = after;
        for (Endpoint endpoint : candidates(event)) {
            if ((after != null && endpoint.id().compareTo(after) <= 0)
                    || !endpoint.match(event, subject).matches()) {
                continue;
            }
            if (made.size() == most) {
                return new Part(made, last);
            }
            made.add(delivery.apply(endpoint));
            last = endpoint.id();
        }
        return new Part(made, null);
    }

    /** Returns the endpoints of all users with a subscription to {@code type}, whatever their filters. */
    List<EndpointId> subscribers(EventType type) {
        return all.stream()
                .filter(endpoint -> endpoint.subscriptions().stream()
                        .anyMatch(next -> next.enabled() && next.eventType().matches(type)))
                .map(Endpoint::id)
                .toList();
    }

    private List<Endpoint> candidates(Event event) {
        return event.userId().isEmpty()
                ? all
                : byUser.getOrDefault(event.userId().getAsLong(), List.of());
    }
}
