package dev.webhook.redis;

import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointQuery;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.endpoint.RoutingSnapshot;
import dev.webhook.signing.SecretCipher;
import dev.webhook.store.Page;
import dev.webhook.store.PageRequest;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/**
 * A store of endpoints with a cache in Redis before it. Whatever is wrong with the cache is a miss; after a failure Redis is
 * left alone for a while, since one that hangs would make every look-up wait. Thread-safe.
 */
final class CachedEndpointStore implements EndpointStore {

    private static final Logger log = LoggerFactory.getLogger(WebhookRedis.class);
    private static final Script PUT = Script.alone("cache", "put");
    private static final Duration TIME_TO_LIVE = Duration.ofHours(1);
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    /** Whoever has more, by some hundred subscriptions, is rare, and a script takes only so many arguments. */
    private static final int MOST_FIELDS = 1_000;

    private final UnifiedJedis jedis;
    private final RedisKeys keys;
    private final EndpointStore truth;
    private final EndpointFields fields;
    private volatile long failedAt = System.nanoTime() - PAUSE_NANOS;

    CachedEndpointStore(UnifiedJedis jedis, RedisKeys keys, EndpointStore truth, SecretCipher secrets) {
        this.jedis = jedis;
        this.keys = keys;
        this.truth = truth;
        this.fields = new EndpointFields(secrets);
    }

    @Override
    public void create(Endpoint endpoint) {
        truth.create(endpoint);
    }

    @Override
    public Optional<Endpoint> find(EndpointId id) {
        return truth.find(id);
    }

    @Override
    public Optional<Endpoint> find(EndpointId id, long version) {
        Optional<Endpoint> cached = tried(() -> get(id, version));
        if (cached.isPresent()) {
            return cached;
        }
        Optional<Endpoint> found = truth.find(id, version);
        found.ifPresent(endpoint -> tried(() -> put(endpoint)));
        return found;
    }

    private Optional<Endpoint> get(EndpointId id, long version) {
        Map<byte[], byte[]> stored = Failures.translated(() -> jedis.hgetAll(keys.endpoint(id)));
        return fields.decode(id, version, stored);
    }

    private Optional<Endpoint> put(Endpoint endpoint) {
        List<byte[]> arguments = new ArrayList<>(List.of(Bytes.of(TIME_TO_LIVE.toSeconds())));
        fields.encode(endpoint).forEach((field, value) -> {
            arguments.add(Bytes.of(field));
            arguments.add(Bytes.of(value));
        });
        if (arguments.size() > 1 && arguments.size() < 2 * MOST_FIELDS) {
            PUT.run(jedis, keys.endpoint(endpoint.id()), arguments);
        }
        return Optional.of(endpoint);
    }

    /** A restored database gives a version out again; what the cache has of it goes with the change. */
    @Override
    public Optional<Endpoint> update(EndpointId id, UnaryOperator<Endpoint> change) {
        Optional<Endpoint> changed = truth.update(id, change);
        Optional<Endpoint> unused = tried(() -> {
            Failures.translated(() -> jedis.del(keys.endpoint(id)));
            return changed;
        });
        return changed;
    }

    @Override
    public Page<Endpoint> list(EndpointQuery query, PageRequest page) {
        return truth.list(query, page);
    }

    @Override
    public RoutingSnapshot snapshot() {
        return truth.snapshot();
    }

    private Optional<Endpoint> tried(Supplier<Optional<Endpoint>> work) {
        if (System.nanoTime() - failedAt < PAUSE_NANOS) {
            return Optional.empty();
        }
        try {
            return work.get();
        } catch (StoreUnavailableException | IllegalStateException e) {
            failedAt = System.nanoTime();
            log.warn("Endpoints are read from their store alone for the next seconds: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
