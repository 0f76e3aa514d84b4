package dev.webhook;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitStatus;
import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.DeliveryStore;
import dev.webhook.delivery.LaneLimits;
import dev.webhook.delivery.LaneStatus;
import dev.webhook.delivery.NewDelivery;
import dev.webhook.endpoint.DisableReason;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStatus;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.endpoint.EventTypePattern;
import dev.webhook.endpoint.Subscription;
import dev.webhook.event.Event;
import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventStore;
import dev.webhook.event.EventType;
import dev.webhook.signing.Secret;
import dev.webhook.signing.Signers;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningKeyId;
import dev.webhook.signing.SigningScheme;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manages endpoints. A change holds for every attempt that starts after it.
 *
 * <p>Methods that do something to an endpoint throw {@link UnknownEndpointException} if it doesn't exist or was deleted,
 * and all throw {@link StoreUnavailableException} if the store can't be reached. Thread-safe.
 */
public final class Endpoints {

    /** The type of test events. */
    public static final EventType TEST_EVENT = new EventType("webhook.test");

    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private final EndpointStore endpoints;
    private final EventStore events;
    private final DeliveryStore deliveries;
    private final DeliveryQueue queue;
    private final CircuitBreaker circuits;
    private final EndpointEditor editor;
    private final Duration rotationOverlap;
    private final Duration expiry;
    private final TimeSource time;
    private final Listeners listeners;
    private final Wakes wakes;

    Endpoints(
            Storage storage,
            EndpointStore endpoints,
            DeliveryQueue queue,
            CircuitBreaker circuits,
            EndpointEditor editor,
            Duration rotationOverlap,
            Duration expiry,
            TimeSource time,
            Listeners listeners,
            Wakes wakes) {
        this.endpoints = endpoints;
        this.events = storage.events();
        this.deliveries = storage.deliveries();
        this.queue = queue;
        this.circuits = circuits;
        this.editor = editor;
        this.rotationOverlap = rotationOverlap;
        this.expiry = expiry;
        this.time = time;
        this.listeners = listeners;
        this.wakes = wakes;
    }

    /**
     * Registers an endpoint of {@code user}. Its secrets are in {@link Endpoint#signingKeys()}.
     *
     * @throws InvalidEndpointException naming every mistake; nothing was stored
     */
    public Endpoint register(long user, EndpointSpec spec) {
        Endpoint endpoint = editor.create(user, spec, time.instant());
        endpoints.create(endpoint);
        return endpoint;
    }

    /** Returns the endpoint, or empty if it never existed or is gone; a deleted one is returned until then. */
    public Optional<Endpoint> find(EndpointId id) {
        return endpoints.find(id);
    }

    /** Returns the endpoints that {@code query} selects, newest first. */
    public Page<Endpoint> list(EndpointQuery query, PageRequest page) {
        return endpoints.list(query, page);
    }

    /**
     * Sets what {@code spec} names and leaves the rest.
     *
     * @throws InvalidEndpointException naming every mistake; nothing was changed
     */
    public Endpoint update(EndpointId id, EndpointSpec spec) {
        return change(id, endpoint -> editor.change(endpoint, spec, time.instant()));
    }

    /** Lets deliveries be made but not sent, until they expire. Does nothing to a disabled endpoint. */
    public Endpoint pause(EndpointId id) {
        return change(
                id,
                endpoint -> endpoint.state().status() == EndpointStatus.ACTIVE
                        ? endpoint.withState(EndpointState.PAUSED)
                        : endpoint);
    }

    /** Sends what has been waiting in a paused endpoint. Does nothing to a disabled endpoint. */
    public Endpoint resume(EndpointId id) {
        return change(
                id,
                endpoint -> endpoint.state().status() == EndpointStatus.PAUSED
                        ? endpoint.withState(EndpointState.ACTIVE)
                        : endpoint);
    }

    /** Lets no deliveries be made; waiting ones become dead letters. Does nothing to a disabled endpoint. */
    public Endpoint disable(EndpointId id) {
        AtomicBoolean changes = new AtomicBoolean();
        Endpoint disabled = change(id, endpoint -> {
            changes.set(endpoint.state().status() != EndpointStatus.DISABLED);
            return changes.get()
                    ? endpoint.withState(EndpointState.disabled(DisableReason.OPERATOR, time.instant()))
                    : endpoint;
        });
        if (changes.get()) {
            listeners.tell(listener -> listener.endpointDisabled(disabled, DisableReason.OPERATOR));
        }
        return disabled;
    }

    /**
     * Makes a paused or disabled endpoint active, with a closed circuit and nothing held against it. What became a dead
     * letter stays one until it is redriven.
     */
    public Endpoint enable(EndpointId id) {
        Endpoint enabled = store(
                id,
                endpoint -> endpoint.withState(EndpointState.ACTIVE)
                        .withHealth(endpoint.health().forgiven()));
        try {
            circuits.reset(id);
        } catch (RuntimeException e) {
            log.warn("Endpoint {} is enabled, but if its circuit is open, only a probe will close it", id, e);
        }
        takeUp(enabled);
        return enabled;
    }

    /** Deletes an endpoint: its secrets and credentials are gone at once, waiting deliveries become dead letters. */
    public void delete(EndpointId id) {
        Endpoint deleted = change(
                id,
                endpoint -> endpoint.withState(EndpointState.deleted(time.instant()))
                        .withSettings(endpoint.settings().withoutCredentials())
                        .withSigningKeys(List.of())
                        .withSubscriptions(List.of()));
        listeners.tell(listener -> listener.endpointDisabled(deleted, DisableReason.DELETED));
    }

    /**
     * Subscribes an endpoint to an event type, in the place of a subscription it may have to the same type.
     *
     * @param filter what the data must be like, or null
     * @throws InvalidEndpointException if the type or the filter is malformed
     */
    public Endpoint subscribe(EndpointId id, String eventType, @Nullable String filter) {
        EndpointSpec spec = EndpointSpec.sameUrl();
        return update(id, filter == null ? spec.subscribe(eventType) : spec.subscribe(eventType, filter));
    }

    /** Removes the subscription to exactly this event type or pattern, if there is one. */
    public Endpoint unsubscribe(EndpointId id, String eventType) {
        EventTypePattern pattern = new EventTypePattern(eventType);
        return change(
                id,
                endpoint -> endpoint.withSubscriptions(endpoint.subscriptions().stream()
                        .filter(subscription -> !subscription.eventType().equals(pattern))
                        .toList()));
    }

    /** Switches the subscription to exactly this event type or pattern on or off, if there is one. */
    public Endpoint switchSubscription(EndpointId id, String eventType, boolean enabled) {
        EventTypePattern pattern = new EventTypePattern(eventType);
        return change(
                id,
                endpoint -> endpoint.withSubscriptions(endpoint.subscriptions().stream()
                        .map(subscription -> switched(subscription, pattern, enabled))
                        .toList()));
    }

    private static Subscription switched(Subscription subscription, EventTypePattern pattern, boolean enabled) {
        return subscription.eventType().equals(pattern) ? subscription.withEnabled(enabled) : subscription;
    }

    /**
     * Adds a new secret of {@code scheme}. Earlier ones of the scheme sign beside it for the rotation overlap.
     *
     * @return the new key
     * @throws IllegalArgumentException if the endpoint's keys wouldn't go together, as {@link Signers#validate} says, or
     *     the scheme's header is one of the endpoint's own
     */
    public SigningKey rotateSecret(EndpointId id, SigningScheme scheme) {
        return rotate(id, new EndpointSpec.NewKey(scheme, null));
    }

    /**
     * Adds a secret that the receiver knows already. Earlier ones of the scheme sign beside it for the rotation overlap.
     *
     * @return the new key
     * @throws IllegalArgumentException if the secret doesn't fit the scheme, the endpoint's keys wouldn't go together, as
     *     {@link Signers#validate} says, or the scheme's header is one of the endpoint's own
     */
    public SigningKey rotateSecret(EndpointId id, SigningScheme scheme, Secret secret) {
        return rotate(id, new EndpointSpec.NewKey(scheme, secret));
    }

    private SigningKey rotate(EndpointId id, EndpointSpec.NewKey wanted) {
        Instant now = time.instant();
        SigningKey key = editor.key(wanted, now);
        change(id, endpoint -> {
            List<SigningKey> keys = new ArrayList<>();
            keys.add(key);
            for (SigningKey old : endpoint.signingKeys()) {
                if (old.validAt(now)) {
                    keys.add(old.scheme().equals(key.scheme()) ? expiringBy(old, now.plus(rotationOverlap)) : old);
                }
            }
            editor.checkKeys(keys, endpoint.settings().headers(), now);
            return endpoint.withSigningKeys(keys);
        });
        return key;
    }

    /** A key that an earlier rotation replaced keeps its earlier end. */
    private static SigningKey expiringBy(SigningKey old, Instant end) {
        Instant earlier = old.expiresAt();
        return earlier != null && earlier.isBefore(end) ? old : old.expiringAt(end);
    }

    /**
     * Removes a key: no attempt that starts from now on is signed with it.
     *
     * @throws IllegalArgumentException if it is the only key that lasts; rotate first
     */
    public Endpoint revokeSecret(EndpointId id, SigningKeyId key) {
        return change(id, endpoint -> {
            List<SigningKey> keys = endpoint.signingKeys().stream()
                    .filter(kept -> !kept.id().equals(key))
                    .toList();
            if (keys.stream().allMatch(kept -> kept.expiresAt() != null)) {
                throw new IllegalArgumentException("key " + key + " is the only lasting one of endpoint " + id
                        + "; rotate its secret first, then revoke it");
            }
            return endpoint.withSigningKeys(keys);
        });
    }

    /**
     * Sends a test event to one endpoint, whatever its subscriptions and filters.
     *
     * @return the delivery, whose attempts show how it went
     */
    public DeliveryId sendTest(EndpointId id) {
        Endpoint endpoint = endpoints
                .find(id)
                .filter(found -> !found.deleted())
                .orElseThrow(() -> new UnknownEndpointException(id));
        Instant now = time.instant();
        Event event = new Event(
                EventId.at(now),
                TEST_EVENT,
                EventData.of("{\"endpoint_id\":\"" + id + "\"}"),
                OptionalLong.of(endpoint.userId()),
                null,
                Map.of());
        events.keep(event);
        DeliveryId delivery = DeliveryId.at(now);
        queue.schedule(deliveries.create(
                List.of(NewDelivery.to(endpoint, event.id(), event.id().toString(), expiry, delivery))));
        wakes.scheduled(1);
        return delivery;
    }

    /** Returns how the endpoint's circuit stands; that of an endpoint that doesn't exist is closed. */
    public CircuitStatus circuit(EndpointId id) {
        return circuits.status(id);
    }

    /** Returns how the endpoint's lane stands; that of an endpoint that doesn't exist is empty. */
    public LaneStatus lane(EndpointId id) {
        return queue.lane(id);
    }

    private Endpoint change(EndpointId id, UnaryOperator<Endpoint> change) {
        Endpoint changed = store(id, change);
        takeUp(changed);
        return changed;
    }

    private Endpoint store(EndpointId id, UnaryOperator<Endpoint> change) {
        return endpoints.update(id, change).orElseThrow(() -> new UnknownEndpointException(id));
    }

    private void takeUp(Endpoint changed) {
        EndpointId id = changed.id();
        try {
            queue.unpark(id, LaneLimits.of(changed), parkLeft(changed));
        } catch (StoreUnavailableException e) {
            log.warn("The change of endpoint {} is stored, but its lane takes it up only when its park ends", id, e);
        }
        wakes.scheduled(1);
    }

    /** Returns the longest of the reasons for which a lane stays parked. */
    private Duration parkLeft(Endpoint endpoint) {
        if (!endpoint.takesDeliveries()) {
            return Duration.ZERO;
        }
        if (endpoint.state().status() == EndpointStatus.PAUSED) {
            return DeliveryQueue.LONGEST_PARK;
        }
        Instant until = endpoint.health().parkedUntil();
        Duration asked = until == null ? Duration.ZERO : Duration.between(time.instant(), until);
        Duration open = openFor(endpoint.id());
        return asked.compareTo(open) > 0 ? asked : open;
    }

    /** Returns no time while the circuit breaker can't be reached, as workers then attempt without it. */
    private Duration openFor(EndpointId id) {
        try {
            return circuits.status(id).remaining();
        } catch (RuntimeException e) {
            log.warn("The circuit of endpoint {} can't be asked for; its lane is opened without it", id, e);
            return Duration.ZERO;
        }
    }
}
