package dev.webhook.jdbi;

import dev.webhook.Storage;
import dev.webhook.deadletter.DeadLetter;
import dev.webhook.deadletter.DeadLetterQuery;
import dev.webhook.deadletter.DeadLetterStatus;
import dev.webhook.deadletter.Resolution;
import dev.webhook.delivery.AttemptReport;
import dev.webhook.delivery.AttemptResponse;
import dev.webhook.delivery.Decision;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.EndpointEffect;
import dev.webhook.delivery.FailureReason;
import dev.webhook.delivery.FannedOut;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.delivery.Outcome;
import dev.webhook.delivery.OutcomeRecord;
import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EventFilters;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.Filter;
import dev.webhook.endpoint.Subscription;
import dev.webhook.endpoint.SubscriptionId;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;
import dev.webhook.event.IdempotencyKey;
import dev.webhook.event.PayloadFormat;
import dev.webhook.event.Publication;
import dev.webhook.http.Cidr;
import dev.webhook.http.CustomHeaders;
import dev.webhook.http.EndpointUrl;
import dev.webhook.http.HttpResult;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.signing.Secret;
import dev.webhook.store.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Has a storage keep something of a user in every column that can hold it, each with the user's word in it.
 *
 * @param clock the storage's
 */
record Owner(Storage storage, Supplier<Instant> clock, long user, String word) {

    private static final int RETRY = 500;

    /** Fills the columns and returns the endpoint, which has waiting deliveries. */
    Endpoint fill() {
        Endpoint deleted = endpoint();
        storage.endpoints().update(deleted.id(), one -> one.withState(EndpointState.deleted(clock.get())));
        Endpoint endpoint = endpoint();
        storage.events().append(List.of(new Publication(event(), new IdempotencyKey(word))));
        Event failed = event();
        storage.events().append(List.of(new Publication(failed, null)));
        storage.inbox()
                .route(
                        10,
                        (events, version) -> events.stream()
                                .filter(one -> one.event().id().equals(failed.id()))
                                .map(one -> FannedOut.failed(one.event(), "unreadable: " + word))
                                .toList());
        delivery(endpoint);
        for (Outcome outcome : List.of(
                new Outcome.Delivered(200),
                new Outcome.Rejected(RETRY, null),
                new Outcome.Unreachable(HttpResult.Cause.TLS, word),
                new Outcome.Blocked(word))) {
            record(delivery(endpoint), outcome, outcome.success() ? new Decision.Succeed() : retry());
            if (!outcome.success()) {
                record(delivery(endpoint), outcome, new Decision.GiveUp(FailureReason.PERMANENT));
            }
        }
        resolve(deadLetter(endpoint));
        return endpoint;
    }

    Endpoint endpoint() {
        Instant now = clock.get();
        Endpoint endpoint = new Endpoint(
                EndpointId.at(now),
                user,
                settings(),
                List.of(TestEndpoints.key(word), TestEndpoints.key(word)),
                List.of(new Subscription(
                        SubscriptionId.at(now),
                        new EventTypePattern(word + ".*"),
                        Filter.parse("{\"name\": \"" + word + "\"}"),
                        true,
                        now)),
                EndpointState.ACTIVE,
                EndpointHealth.NEW,
                1,
                now,
                now);
        storage.endpoints().create(endpoint);
        return endpoint;
    }

    private EndpointSettings settings() {
        return new EndpointSettings(
                url(),
                true,
                "of " + word,
                Duration.ofSeconds(30),
                RetryPolicy.exponential(),
                EventFilters.parse("{\"conditions\": {\"name\": \"" + word + "\"}}"),
                List.of(Cidr.parse("203.0.113.0/24")),
                new Authentication.Basic(word, Secret.of(word)),
                OptionalInt.of(60),
                2,
                CustomHeaders.of(Map.of("X-Name", word)),
                PayloadFormat.STANDARD_1);
    }

    private EndpointUrl url() {
        return EndpointUrl.of("https://" + word + ".example.com/hooks");
    }

    Event event() {
        return new Event(
                EventId.at(clock.get()),
                new EventType("order.made"),
                EventData.of("{\"name\": \"" + word + "\"}"),
                OptionalLong.of(user),
                "shop",
                Map.of("traceparent", word));
    }

    DeliveryId delivery(Endpoint endpoint) {
        Event event = event();
        storage.events().keep(event);
        NewDelivery delivery = newDelivery(endpoint, event);
        storage.deliveries().create(List.of(delivery));
        return delivery.id();
    }

    NewDelivery newDelivery(Endpoint endpoint, Event event) {
        return NewDelivery.to(
                endpoint, event.id(), event.id().toString(), Duration.ofDays(10), DeliveryId.at(clock.get()));
    }

    private static Decision retry() {
        return new Decision.Retry(Duration.ofHours(1));
    }

    void record(DeliveryId delivery, Outcome outcome, Decision decision) {
        AttemptResponse response = outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Rejected
                ? new AttemptResponse(RETRY, Map.of("server", List.of(word)), "dear " + word)
                : null;
        AttemptReport attempt = new AttemptReport(
                1,
                outcome,
                url(),
                Map.of("x-name", word),
                response,
                Duration.ofMillis(20),
                Map.of(),
                Duration.ofMillis(30));
        storage.deliveries()
                .record(List.of(new OutcomeRecord(
                        UUID.randomUUID(), delivery, null, 1, attempt, decision, EndpointEffect.NONE)));
    }

    private DeadLetter deadLetter(Endpoint endpoint) {
        return storage.deadLetters()
                .list(DeadLetterQuery.all().of(endpoint.id()), PageRequest.first(1))
                .items()
                .get(0);
    }

    private void resolve(DeadLetter letter) {
        storage.deadLetters()
                .resolve(letter.id(), new Resolution(DeadLetterStatus.RESOLVED, "ana", "told " + word + " by phone"));
    }
}
