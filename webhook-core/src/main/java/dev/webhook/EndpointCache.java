package dev.webhook;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that were used last, each in the version that was asked for or a newer one. The health of a cached
 * endpoint is old; nothing here decides by it. Thread-safe.
 */
final class EndpointCache {

    private static final int MOST = 10_000;

    private final EndpointStore store;
    private final Map<EndpointId, Endpoint> cached = new ConcurrentHashMap<>();

    EndpointCache(EndpointStore store) {
        this.store = store;
    }

    /** Returns the endpoint in {@code version} or a newer one, or null if it is gone. */
    @Nullable
    Endpoint get(EndpointId id, long version) {
        Endpoint known = cached.get(id);
        if (known != null && known.version() >= version) {
            return known;
        }
        Endpoint found = store.find(id, version).orElse(null);
        if (found == null) {
            cached.remove(id);
            return null;
        }
        if (cached.size() >= MOST) {
            cached.clear();
        }
        cached.put(id, found);
        return found;
    }
}
