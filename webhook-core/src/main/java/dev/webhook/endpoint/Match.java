package dev.webhook.endpoint;

import dev.webhook.event.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether an event is delivered to an endpoint, and if not, why.
 *
 * <p>Immutable and thread-safe.
 *
 * @param refusals what stands against the delivery, each a clause such as "the endpoint is disabled"; empty if it is
 *     made
 */
public record Match(List<String> refusals) {

    private static final Match MADE = new Match(List.of());

    public Match {
        refusals = List.copyOf(refusals);
    }

    /** Tells whether the delivery is made. */
    public boolean matches() {
        return refusals.isEmpty();
    }

    static Match of(Endpoint endpoint, Event event, FilterSubject subject) {
        if (!event.concerns(endpoint.userId())) {
            return new Match(List.of("the event belongs to another user"));
        }
        List<String> refusals = new ArrayList<>();
        if (!endpoint.takesDeliveries()) {
            refusals.add(whyNone(endpoint));
        }
        EventFilters filters = endpoint.settings().eventFilters();
        if (filters != null && !filters.matches(event.type(), subject)) {
            refusals.add("the endpoint's event_filters refuse it");
        }
        refusals.addAll(subscriptionRefusals(endpoint.subscriptions(), event, subject));
        return refusals.isEmpty() ? MADE : new Match(refusals);
    }

    private static String whyNone(Endpoint endpoint) {
        if (endpoint.deleted()) {
            return "the endpoint is deleted";
        }
        return endpoint.settings().enabled() ? "the endpoint is disabled" : "the endpoint is switched off by its owner";
    }

    private static List<String> subscriptionRefusals(
            List<Subscription> subscriptions, Event event, FilterSubject subject) {
        List<String> refusals = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            if (!subscription.eventType().matches(event.type())) {
                continue;
            }
            Filter filter = subscription.filter();
            if (!subscription.enabled()) {
                refusals.add("the subscription to " + subscription.eventType().pattern() + " is switched off");
            } else if (filter != null && !filter.matches(subject)) {
                refusals.add("the filter of the subscription to "
                        + subscription.eventType().pattern() + " refuses it");
            } else {
                return List.of();
            }
        }
        return refusals.isEmpty() ? List.of("no subscription is to " + event.type()) : refusals;
    }
}
