package dev.webhook.endpoint;

import dev.webhook.event.Event;
import dev.webhook.signing.SigningKey;
import java.time.Instant;
import java.util.List;

/**
 * A receiver of webhooks: whose it is, what was set for it, and how it is doing.
 *
 * <p>Stores keep endpoints in the table {@code webhooks} under {@code webhook_id}, and Redis as {@code webhook:{id}}:
 * those names are older than the word.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the endpoint's id
 * @param userId whose it is; it receives this user's events and broadcasts
 * @param settings what its owner set
 * @param signingKeys what its requests are signed with; during a rotation the old key stands beside the new one
 * @param subscriptions which events it wants
 * @param state what the library and the operator let it do
 * @param health how it has been doing
 * @param version raised by every change of anything but health
 * @param createdAt when it was registered
 * @param updatedAt when it was last changed
 */
public record Endpoint(
        EndpointId id,
        long userId,
        EndpointSettings settings,
        List<SigningKey> signingKeys,
        List<Subscription> subscriptions,
        EndpointState state,
        EndpointHealth health,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    public Endpoint {
        signingKeys = List.copyOf(signingKeys);
        subscriptions = List.copyOf(subscriptions);
    }

    /** Tells whether deliveries are made for it, be they sent at once or, while it is paused, later. */
    public boolean takesDeliveries() {
        return settings.enabled() && state.status() != EndpointStatus.DISABLED;
    }

    /** Tells whether it was deleted. */
    public boolean deleted() {
        return state.deletedAt() != null;
    }

    /**
     * Judges whether an event is delivered to this endpoint, as the router does and as an explanation tells.
     *
     * @param event the event
     * @param subject the event's data
     */
    public Match match(Event event, FilterSubject subject) {
        return Match.of(this, event, subject);
    }

    /** Returns this endpoint with other settings. */
    public Endpoint withSettings(EndpointSettings settings) {
        return new Endpoint(
                id, userId, settings, signingKeys, subscriptions, state, health, version, createdAt, updatedAt);
    }

    /** Returns this endpoint with other signing keys. */
    public Endpoint withSigningKeys(List<SigningKey> keys) {
        return new Endpoint(id, userId, settings, keys, subscriptions, state, health, version, createdAt, updatedAt);
    }

    /** Returns this endpoint with other subscriptions. */
    public Endpoint withSubscriptions(List<Subscription> subscriptions) {
        return new Endpoint(
                id, userId, settings, signingKeys, subscriptions, state, health, version, createdAt, updatedAt);
    }

    /** Returns this endpoint in another state. */
    public Endpoint withState(EndpointState state) {
        return new Endpoint(
                id, userId, settings, signingKeys, subscriptions, state, health, version, createdAt, updatedAt);
    }

    /** Returns this endpoint in other health. */
    public Endpoint withHealth(EndpointHealth health) {
        return new Endpoint(
                id, userId, settings, signingKeys, subscriptions, state, health, version, createdAt, updatedAt);
    }

    /** Returns this endpoint as its store keeps it after a change. */
    public Endpoint changed(long version, Instant at) {
        return new Endpoint(id, userId, settings, signingKeys, subscriptions, state, health, version, createdAt, at);
    }
}
