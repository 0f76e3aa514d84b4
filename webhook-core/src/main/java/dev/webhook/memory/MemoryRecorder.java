package dev.webhook.memory;

import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterId;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.delivery.Attempt;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.Delivery;
import dev.webhook.delivery.DeliveryStatus;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.delivery.Recording;
import dev.webhook.delivery.Settlement;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.event.EventId;
import dev.webhook.event.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records one batch of outcomes within a transaction. For one thread, one batch. */
final class MemoryRecorder {

    private final MemoryDatabase database;
    private final Instant now;
    private final List<Recording.Result> results = new ArrayList<>();
    private final List<Settlement> toSettle = new ArrayList<>();
    private final Map<EndpointId, EndpointHealth> health = new HashMap<>();
    private final List<Endpoint> disabled = new ArrayList<>();

    MemoryRecorder(MemoryDatabase database) {
        this.database = database;
        this.now = database.now();
    }

    Recording record(List<OutcomeRecord> records) {
        for (OutcomeRecord record : records) {
            Recording.Result result = judge(record);
            if (result == Recording.Result.RECORDED) {
                apply(record);
            }
            if (result == Recording.Result.ALREADY_RECORDED && record.effect().gone()) {
                addIfGone(record);
            }
            if (result != Recording.Result.SUPERSEDED) {
                record.settlement().ifPresent(toSettle::add);
            }
            results.add(result);
        }
        return new Recording(results, toSettle, health, disabled);
    }

    /** The call that disabled the endpoint lost its reply, so its caller doesn't know yet. */
    private void addIfGone(OutcomeRecord record) {
        Delivery delivery = database.deliveries().get(record.deliveryId());
        Endpoint endpoint = delivery == null ? null : database.endpoints.get(delivery.endpointId());
        if (endpoint != null && endpoint.state().disabledReason() == DisableReason.GONE) {
            disabled.add(endpoint);
        }
    }

    private Recording.Result judge(OutcomeRecord record) {
        Delivery delivery = database.deliveries().get(record.deliveryId());
        if (delivery != null && isOf(delivery, record.outcomeId())) {
            return Recording.Result.ALREADY_RECORDED;
        }
        return delivery == null || delivery.status().finished() || delivery.attemptNumber() != record.attemptNumber()
                ? Recording.Result.SUPERSEDED
                : Recording.Result.RECORDED;
    }

    private boolean isOf(Delivery delivery, UUID outcome) {
        return outcome.equals(delivery.lastOutcomeId())
                || database.earlierOutcomes
                        .getOrDefault(delivery.id(), Set.of())
                        .contains(outcome);
    }

    private void apply(OutcomeRecord record) {
        Delivery before = Objects.requireNonNull(database.deliveries().get(record.deliveryId()));
        if (before.lastOutcomeId() != null) {
            database.earlierOutcomes
                    .computeIfAbsent(before.id(), id -> new HashSet<>(1))
                    .add(before.lastOutcomeId());
        }
        Attempt attempt = record.attempt() == null ? null : record.attempt().at(before.id(), now);
        if (attempt != null) {
            database.attempts
                    .computeIfAbsent(before.id(), id -> new ArrayList<>(1))
                    .add(attempt);
        }
        Delivery after = after(before, record, attempt);
        database.put(after);
        if (record.decision() instanceof Decision.Succeed) {
            count(database, before.eventId(), 0, 1, 0);
        } else if (record.decision() instanceof Decision.GiveUp end) {
            count(database, before.eventId(), 0, 0, 1);
            bury(after, end.reason());
        }
        touch(before.endpointId(), attempt, record.effect());
    }

    private Delivery after(Delivery before, OutcomeRecord record, @Nullable Attempt attempt) {
        Attempt last = attempt == null ? before.lastAttempt() : attempt;
        int lastNumber = last == null ? 0 : last.number();
        boolean again = record.decision() instanceof Decision.Retry;
        return new Delivery(
                before.id(),
                before.endpointId(),
                before.eventId(),
                before.messageId(),
                statusAfter(record.decision()),
                again ? lastNumber + 1 : lastNumber,
                before.attemptLimit(),
                attempt == null ? before.requestUrl() : attempt.requestUrl(),
                before.payloadFormat(),
                record.decision() instanceof Decision.Retry retry ? now.plus(retry.delay()) : null,
                before.expiresAt(),
                last,
                record.errorMessage(),
                record.outcomeId(),
                now);
    }

    private static DeliveryStatus statusAfter(Decision decision) {
        if (decision instanceof Decision.Succeed) {
            return DeliveryStatus.SUCCESS;
        }
        return decision instanceof Decision.Retry ? DeliveryStatus.RETRYING : DeliveryStatus.FAILED;
    }

    private void bury(Delivery delivery, FailureReason reason) {
        Attempt last = delivery.lastAttempt();
        DeadLetterId id = DeadLetterId.at(now);
        database.deadLetters.put(
                id,
                new DeadLetter(
                        id,
                        delivery.endpointId(),
                        delivery.eventId(),
                        delivery.id(),
                        reason,
                        delivery.attemptsMade(),
                        last == null ? null : last.outcome().error(),
                        last == null || last.response() == null
                                ? null
                                : last.response().status(),
                        DeadLetterStatus.PENDING,
                        null,
                        null,
                        null));
    }

    private void touch(EndpointId id, @Nullable Attempt attempt, EndpointEffect effect) {
        Endpoint endpoint = database.endpoints.get(id);
        if (endpoint == null || attempt == null) {
            return;
        }
        EndpointHealth after = attempt.outcome().success()
                ? endpoint.health().succeeded(now)
                : endpoint.health().failed(now);
        if (effect.parkFor() != null) {
            after = after.parked(now.plus(effect.parkFor()));
        }
        if (effect.circuitOpenFor() != null) {
            after = after.circuit(effect.circuitOpenFor().isZero() ? null : now.plus(effect.circuitOpenFor()));
        }
        health.put(id, after);
        Endpoint touched = endpoint.withHealth(after);
        if (effect.gone() && endpoint.state().status() != EndpointStatus.DISABLED) {
            disabled.add(database.putChanged(touched.withState(EndpointState.disabled(DisableReason.GONE, now))));
        } else {
            database.endpoints.put(id, touched);
        }
    }

    /** Adds to an event's three counts. */
    static void count(MemoryDatabase database, EventId id, int webhooks, int successes, int failures) {
        database.events.computeIfPresent(
                id,
                (same, stored) -> new StoredEvent(
                        stored.event(),
                        stored.processedAt(),
                        stored.routingError(),
                        stored.webhookCount() + webhooks,
                        stored.deliverySuccessCount() + successes,
                        stored.deliveryFailureCount() + failures));
    }
}
