package dev.webhook.endpoint;

import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Keeps endpoints with their subscriptions and signing keys.
 *
 * <p>Implementations are safe for use by many threads and many nodes. A store that lasts keeps signing secrets and
 * credentials encrypted. Every method throws {@link dev.webhook.store.StoreUnavailableException} if the store can't be
 * reached.
 */
public interface EndpointStore {

    /**
     * Stores a new endpoint and raises the config version, in one transaction. An endpoint that exists already under
     * the id is left as it is, so that a call whose reply was lost can be repeated.
     */
    void create(Endpoint endpoint);

    /** Returns the endpoint, deleted or not, or empty if it never existed or is gone for good. */
    Optional<Endpoint> find(EndpointId id);

    /**
     * Returns the endpoint in a version that the delivery store has just named, or in a newer one, or empty if it is gone
     * for good. Its health may be old. A store with a cache before it overrides this: an endpoint changes in nothing but
     * its health without a new version.
     */
    default Optional<Endpoint> find(EndpointId id, long version) {
        return find(id);
    }

    /**
     * Changes an endpoint, and raises its version and the config version, in one transaction that no other change of
     * the endpoint overlaps.
     *
     * @param change makes the new endpoint from the present one. It must not change the id, has no side effects, since it may be run again,
     *     and changes nothing by returning what it was given: then no version is raised. What it throws ends the call
     *     and changes nothing
     * @return the endpoint as stored, or empty if there is none or it is deleted
     */
    Optional<Endpoint> update(EndpointId id, UnaryOperator<Endpoint> change);

    /** Returns the endpoints that {@code query} selects, newest first. */
    Page<Endpoint> list(EndpointQuery query, PageRequest page);

    /** Returns what routing needs: a view at least as new as every change that was committed before the call. */
    RoutingSnapshot snapshot();
}
