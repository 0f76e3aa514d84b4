package dev.webhook.examples;

import dev.webhook.WebhookDispatcher;
import dev.webhook.circuit.CircuitState;
import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptQuery;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQuery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.Outcome;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventQuery;
import dev.webhook.store.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The library's side of the story, from what it has on record when this is made. Immutable and thread-safe. */
final class StoreAccount implements Account {

    private static final PageRequest ALL = PageRequest.first(PageRequest.MAX_SIZE);
    private static final int FORGED = 401;

    private final long events;
    private final Map<String, Long> deliveries;
    private final List<Attempt> attempts;
    private final Map<DeliveryId, DeadLetter> deadLetters;
    private final long redriven;
    private final long recoveries;

    StoreAccount(WebhookDispatcher dispatcher, Cast cast, Set<EndpointId> recovered) {
        events = dispatcher
                .events()
                .list(EventQuery.all().in(EventQuery.Routing.ROUTED), ALL)
                .items()
                .size();
        deliveries =
                Cast.NAMES.stream().collect(Collectors.toMap(name -> name, name -> taken(dispatcher, cast.id(name))));
        attempts = dispatcher.deliveries().listAttempts(AttemptQuery.all(), ALL).items();
        deadLetters = dispatcher.deadLetters().list(DeadLetterQuery.all(), ALL).items().stream()
                .collect(Collectors.toMap(DeadLetter::deliveryId, letter -> letter));
        redriven = deadLetters.values().stream()
                .filter(letter -> letter.status() == DeadLetterStatus.RESOLVED)
                .filter(letter -> succeeded(dispatcher, letter.deliveryId()))
                .count();
        recoveries = recovered.stream()
                .filter(endpoint -> dispatcher.endpoints().circuit(endpoint).state() == CircuitState.CLOSED)
                .count();
    }

    private static long taken(WebhookDispatcher dispatcher, EndpointId endpoint) {
        DeliveryQuery successes = DeliveryQuery.all().to(endpoint).in(DeliveryStatus.SUCCESS);
        return dispatcher.deliveries().list(successes, ALL).items().size();
    }

    private static boolean succeeded(WebhookDispatcher dispatcher, DeliveryId id) {
        return dispatcher
                .deliveries()
                .find(id)
                .filter(delivery -> delivery.status() == DeliveryStatus.SUCCESS)
                .isPresent();
    }

    @Override
    public long events() {
        return events;
    }

    @Override
    public long deliveries(String endpoint) {
        return deliveries.getOrDefault(endpoint, 0L);
    }

    @Override
    public long attempts() {
        return attempts.size();
    }

    @Override
    public long verified() {
        return attempts.stream()
                .filter(attempt ->
                        !(attempt.outcome() instanceof Outcome.Rejected rejected && rejected.status() == FORGED))
                .count();
    }

    @Override
    public long retries() {
        return attempts.stream()
                .filter(attempt -> attempt.number() > 1 && !madeByRedrive(attempt))
                .count();
    }

    private boolean madeByRedrive(Attempt attempt) {
        DeadLetter letter = deadLetters.get(attempt.deliveryId());
        return letter != null && attempt.number() > letter.attemptCount();
    }

    @Override
    public long recoveries() {
        return recoveries;
    }

    @Override
    public long deadLetters() {
        return deadLetters.size();
    }

    @Override
    public long redriven() {
        return redriven;
    }
}
