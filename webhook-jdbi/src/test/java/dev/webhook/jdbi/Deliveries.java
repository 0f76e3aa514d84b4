package dev.webhook.jdbi;

import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.AttemptResponse;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.http.EndpointUrl;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes endpoints, events and deliveries in a storage, and outcomes for them. Thread-safe. */
record Deliveries(TestStorage storage) {

    private static final EndpointUrl URL = EndpointUrl.of("https://example.com/hooks");

    Endpoint endpoint() {
        Instant now = storage.now();
        Endpoint endpoint = new Endpoint(
                EndpointId.at(now),
                1,
                EndpointSettings.of(URL),
                List.of(SigningKey.of(
                        SigningScheme.STANDARD,
                        Signers.builtIn().signer(SigningScheme.STANDARD).generate(),
                        now)),
                List.of(),
                EndpointState.ACTIVE,
                EndpointHealth.NEW,
                1,
                now,
                now);
        storage.storage().endpoints().create(endpoint);
        return endpoint;
    }

    Event event() {
        Event event = new Event(
                EventId.at(storage.now()),
                new EventType("order.made"),
                EventData.of("{\"n\": 1}"),
                OptionalLong.of(1),
                null,
                Map.of());
        storage.storage().events().keep(event);
        return event;
    }

    DeliveryId delivery(Endpoint endpoint, Event event) {
        NewDelivery delivery = newDelivery(endpoint, event);
        storage.storage().deliveries().create(List.of(delivery));
        return delivery.id();
    }

    NewDelivery newDelivery(Endpoint endpoint, Event event) {
        return NewDelivery.to(
                endpoint, event.id(), event.id().toString(), Duration.ofDays(10), DeliveryId.at(storage.now()));
    }

    static OutcomeRecord failed(DeliveryId id, Outcome outcome, @Nullable AttemptResponse response) {
        return outcome(id, null, outcome, response, new Decision.Retry(Duration.ofHours(1)));
    }

    static OutcomeRecord exhausted(DeliveryId id) {
        return outcome(
                id,
                null,
                new Outcome.Blocked("10.0.0.1 is private"),
                null,
                new Decision.GiveUp(FailureReason.EXHAUSTED));
    }

    static OutcomeRecord delivered(DeliveryId id, @Nullable Lease lease) {
        return outcome(
                id,
                lease,
                new Outcome.Delivered(200),
                new AttemptResponse(200, Map.of("server", List.of("a")), "ok"),
                new Decision.Succeed());
    }

    private static OutcomeRecord outcome(
            DeliveryId id,
            @Nullable Lease lease,
            Outcome outcome,
            @Nullable AttemptResponse response,
            Decision decision) {
        AttemptReport attempt = new AttemptReport(
                1,
                outcome,
                URL,
                Map.of("content-type", "application/json"),
                response,
                Duration.ofMillis(20),
                Map.of(),
                Duration.ofMillis(30));
        return new OutcomeRecord(UUID.randomUUID(), id, lease, 1, attempt, decision, EndpointEffect.NONE);
    }
}
