package dev.webhook.examples;

import dev.webhook.DeliveryReport;
import dev.webhook.WebhookListener;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.Decision;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import dev.webhook.event.EventId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells on the console what the dispatcher does. Thread-safe. */
final class Story implements WebhookListener {

    private final Console console;
    private final Map<EventId, Integer> numbers = new ConcurrentHashMap<>();
    private final Map<EndpointId, String> names = new ConcurrentHashMap<>();
    private final Set<EndpointId> opened = ConcurrentHashMap.newKeySet();
    private final Set<EndpointId> recovered = ConcurrentHashMap.newKeySet();

    Story(Console console) {
        this.console = console;
    }

    /** Makes an endpoint known by the name in its description. */
    void introduce(Endpoint endpoint, String about) {
        String name = String.valueOf(endpoint.settings().description());
        names.put(endpoint.id(), name);
        console.tell("endpoint", "", name, about);
    }

    /** Returns the endpoints whose circuit opened and closed again. */
    Set<EndpointId> recovered() {
        return Set.copyOf(recovered);
    }

    String label(Event event) {
        return event.type() + " #" + numbers.getOrDefault(event.id(), 0);
    }

    String name(EndpointId endpoint) {
        return names.getOrDefault(endpoint, "unknown");
    }

    @Override
    public void published(Event event) {
        numbers.put(event.id(), numbers.size() + 1);
        console.tell("published", label(event), "", event.data().text());
    }

    @Override
    public void routed(Event event, int deliveries) {
        console.tell("fanned out", label(event), "", deliveries + (deliveries == 1 ? " delivery" : " deliveries"));
    }

    @Override
    public void attempted(DeliveryReport report) {
        if (report.decision() instanceof Decision.Retry) {
            tell("retry", report, Wording.next(report.decision()));
        }
    }

    @Override
    public void delivered(DeliveryReport report) {
        tell("delivered", report, "");
    }

    @Override
    public void deadLettered(DeliveryReport report) {
        tell("DEAD LETTER", report, Wording.next(report.decision()));
    }

    @Override
    public void circuitOpened(EndpointId endpoint, Duration openFor) {
        String why = opened.add(endpoint) ? "too many failures" : "the probe failed";
        console.tell("CIRCUIT OPENS", "", name(endpoint), why + ", left alone for " + Wording.seconds(openFor));
    }

    @Override
    public void circuitClosed(EndpointId endpoint) {
        if (opened.contains(endpoint)) {
            recovered.add(endpoint);
        }
        console.tell("CIRCUIT CLOSES", "", name(endpoint), "the probe was taken");
    }

    private void tell(String what, DeliveryReport report, String next) {
        Endpoint endpoint = report.endpoint();
        AttemptReport attempt = report.attempt();
        String how = attempt == null
                ? ""
                : "attempt " + attempt.number() + ": " + Wording.detail(attempt.outcome()) + " after "
                        + attempt.took().toMillis() + " ms";
        String where = endpoint == null ? "" : name(endpoint.id());
        console.tell(what, label(report.event()), where, next.isEmpty() ? how : how + ", " + next);
    }
}
