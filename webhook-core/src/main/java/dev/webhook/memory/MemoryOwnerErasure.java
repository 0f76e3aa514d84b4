package dev.webhook.memory;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.AttemptResponse;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Outcome;
import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.http.CustomHeaders;
import dev.webhook.http.EndpointUrl;
import dev.webhook.retention.ErasureReport;
import dev.webhook.retention.OwnerErasure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Erases owners from {@link MemoryDatabase}, each in one transaction. Thread-safe. */
final class MemoryOwnerErasure implements OwnerErasure {

    private final MemoryDatabase database;
    private final MemoryEvents events;
    private final MemoryDeliveryQueue queue;

    MemoryOwnerErasure(MemoryDatabase database, MemoryEvents events, MemoryDeliveryQueue queue) {
        this.database = database;
        this.events = events;
        this.queue = queue;
    }

    @Override
    public ErasureReport erase(long user) {
        return database.transaction(() -> {
            List<Endpoint> endpoints = database.endpoints.values().stream()
                    .filter(endpoint -> endpoint.userId() == user)
                    .toList();
            Set<EndpointId> ids = endpoints.stream().map(Endpoint::id).collect(Collectors.toSet());
            List<Delivery> deliveries = database.deliveries().values().stream()
                    .filter(delivery -> ids.contains(delivery.endpointId()))
                    .filter(delivery -> !delivery.requestUrl().equals(blank()))
                    .toList();
            List<DeadLetter> letters = database.deadLetters.values().stream()
                    .filter(letter -> ids.contains(letter.endpointId()))
                    .filter(letter -> letter.status() == DeadLetterStatus.PENDING
                            || letter.lastError() != null
                            || !TEXT.equals(letter.resolutionNotes()))
                    .toList();
            long erased = endpoints.stream().filter(this::erase).count();
            letters.forEach(this::erase);
            return new ErasureReport(
                    erased,
                    events.erase(user),
                    deliveries.stream()
                            .filter(delivery -> !delivery.status().finished())
                            .count(),
                    deliveries.size(),
                    deliveries.stream().mapToLong(this::erase).sum(),
                    letters.stream()
                            .filter(letter -> letter.status() == DeadLetterStatus.PENDING)
                            .count(),
                    letters.size(),
                    List.of(),
                    List.of());
        });
    }

    /** Returns false if it was erased before. */
    private boolean erase(Endpoint endpoint) {
        if (endpoint.deleted() && endpoint.settings().url().equals(blank())) {
            return false;
        }
        EndpointState state = endpoint.state();
        Instant deletedAt = state.deletedAt() == null ? database.now() : state.deletedAt();
        database.putChanged(endpoint.withSettings(blank(endpoint.settings()))
                .withSigningKeys(List.of())
                .withSubscriptions(List.of())
                .withState(EndpointState.deleted(deletedAt))
                .withHealth(EndpointHealth.NEW));
        return true;
    }

    private static EndpointSettings blank(EndpointSettings settings) {
        return new EndpointSettings(
                blank(),
                settings.enabled(),
                null,
                settings.timeout(),
                settings.retryPolicy(),
                null,
                List.of(),
                Authentication.NONE,
                settings.rateLimitPerMinute(),
                settings.maxInFlight(),
                CustomHeaders.none(),
                settings.payloadFormat());
    }

    /** Returns how many attempts it had. */
    private int erase(Delivery delivery) {
        List<Attempt> attempts = database.attempts.getOrDefault(delivery.id(), List.of()).stream()
                .map(MemoryOwnerErasure::blank)
                .toList();
        boolean fails = !delivery.status().finished();
        database.attempts.computeIfPresent(delivery.id(), (id, before) -> attempts);
        database.put(new Delivery(
                delivery.id(),
                delivery.endpointId(),
                delivery.eventId(),
                delivery.messageId(),
                fails ? DeliveryStatus.FAILED : delivery.status(),
                delivery.attemptsMade(),
                delivery.attemptLimit(),
                blank(),
                delivery.payloadFormat(),
                null,
                delivery.expiresAt(),
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1),
                fails || delivery.errorMessage() != null ? FailureReason.ERASED.id() : null,
                delivery.lastOutcomeId(),
                database.now()));
        if (fails) {
            MemoryRecorder.count(database, delivery.eventId(), 0, 0, 1);
            queue.remove(delivery.id());
        }
        return attempts.size();
    }

    private static Attempt blank(Attempt attempt) {
        return new Attempt(
                attempt.deliveryId(),
                attempt.number(),
                blank(attempt.outcome()),
                blank(),
                Map.of(),
                blank(attempt.response()),
                attempt.sentAt(),
                attempt.took());
    }

    private static Outcome blank(Outcome outcome) {
        if (outcome instanceof Outcome.Unreachable unreachable) {
            return new Outcome.Unreachable(unreachable.cause(), TEXT);
        }
        return outcome instanceof Outcome.Blocked ? new Outcome.Blocked(TEXT) : outcome;
    }

    private static @Nullable AttemptResponse blank(@Nullable AttemptResponse response) {
        return response == null ? null : new AttemptResponse(response.status(), Map.of(), null);
    }

    private void erase(DeadLetter letter) {
        boolean pending = letter.status() == DeadLetterStatus.PENDING;
        database.deadLetters.put(
                letter.id(),
                new DeadLetter(
                        letter.id(),
                        letter.endpointId(),
                        letter.eventId(),
                        letter.deliveryId(),
                        letter.reason(),
                        letter.attemptCount(),
                        null,
                        letter.lastResponseStatus(),
                        pending ? DeadLetterStatus.DISCARDED : letter.status(),
                        pending ? database.now() : letter.resolvedAt(),
                        pending ? TEXT : letter.resolvedBy(),
                        TEXT));
    }

    /** Not a constant: a storage can be made where OkHttp is missing, and it is the dispatcher that says so. */
    private static EndpointUrl blank() {
        return EndpointUrl.of(URL);
    }
}
