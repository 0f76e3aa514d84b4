package dev.webhook.redis;

import dev.webhook.Accelerator;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.event.EventType;
import dev.webhook.signing.SecretCipher;
import dev.webhook.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/**
 * Makes what there is on Redis (6.2 or later, also Redis Cluster): a queue, a circuit breaker and a cache of endpoints,
 * which dispatchers with the same prefix share.
 *
 * <pre>{@code
 * WebhookRedis redis = WebhookRedis.builder(jedis).build();
 * CircuitBreaker circuits = redis.circuitBreaker(CircuitPolicy.defaults());
 * }</pre>
 *
 * <p>The client is the host's, who also closes it. Its time-outs bound how long a call can take, about twice: keep them at
 * 500 ms or less.
 *
 * <p>Immutable and thread-safe.
 */
public final class WebhookRedis implements Accelerator {

    private static final Logger log = LoggerFactory.getLogger(WebhookRedis.class);
    private static final Script SHOW = Script.alone("cache", "show");
    private static final Duration SHOWN = Duration.ofHours(1);
    private static final int MOST_SHOWN = 10_000;
    private static final Script MEMORY = Script.of("queue", "memory");

    private final UnifiedJedis jedis;
    private final RedisKeys keys;
    private final RedisEpoch epoch;

    private WebhookRedis(Builder builder) {
        this.jedis = builder.jedis;
        this.keys = new RedisKeys(builder.prefix);
        this.epoch = new RedisEpoch(jedis, keys);
    }

    /**
     * Returns a builder.
     *
     * @param jedis the host's client, of a server, a cluster, or a master that Sentinel knows
     */
    public static Builder builder(UnifiedJedis jedis) {
        return new Builder(jedis);
    }

    /** Collects what is to be known. Not thread-safe. */
    public static final class Builder {

        private final UnifiedJedis jedis;
        private String prefix = "webhook";

        private Builder(UnifiedJedis jedis) {
            this.jedis = jedis;
        }

        /**
         * Sets what all keys begin with, in braces: 1 to 64 of the characters a-z, A-Z, 0-9, _ . : -. Change it where
         * several applications share a Redis. Defaults to {@code webhook}.
         */
        public Builder prefix(String prefix) {
            this.prefix = prefix;
            return this;
        }

        /**
         * Returns the ports' maker. Redis isn't asked anything yet.
         *
         * @throws IllegalArgumentException if the prefix can't be one
         */
        public WebhookRedis build() {
            return new WebhookRedis(this);
        }
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public DeliveryQueue queue(Supplier<String> epoch) {
        return new RedisDeliveryQueue(jedis, keys, epoch);
    }

    @Override
    public CircuitBreaker circuitBreaker(CircuitPolicy policy) {
        return new RedisCircuitBreaker(jedis, keys, policy);
    }

    /**
     * Returns {@code truth} with a cache before it, for an hour each: of several nodes one reads an endpoint's new version
     * from the truth. Only the version that is asked for is taken from the cache, and whatever Redis fails in is read from
     * the truth. Secrets, credentials and headers are kept encrypted.
     *
     * @param truth the store that holds the endpoints
     * @param secrets what encrypts them: that of the truth, or one of its own with the same keys on all nodes
     * @throws IllegalArgumentException if {@code secrets} doesn't encrypt
     */
    @Override
    public EndpointStore cached(EndpointStore truth, SecretCipher secrets) {
        return new CachedEndpointStore(jedis, keys, truth, secrets);
    }

    /** Of more than 10,000 endpoints, the set has the oldest 10,000. */
    @Override
    public void showSubscribers(EventType type, List<EndpointId> endpoints) {
        List<byte[]> arguments = new ArrayList<>(List.of(Bytes.of(SHOWN.toSeconds())));
        endpoints.stream().limit(MOST_SHOWN).forEach(endpoint -> arguments.add(Bytes.of(endpoint.toString())));
        SHOW.run(jedis, keys.subscriptions(type), arguments);
    }

    /** Parks and rates of lanes that hold nothing stay until they end. Warns of a Redis that drops keys. */
    @Override
    public void begin(String epoch) {
        checkEviction();
        this.epoch.begin(epoch);
    }

    @Override
    public boolean keeps(String epoch) {
        return this.epoch.keeps(epoch);
    }

    @Override
    public boolean beat(String epoch, long beat) {
        return this.epoch.beat(epoch, beat);
    }

    @Override
    public void tell(News news) {
        Failures.translated(() -> jedis.publish(keys.channel(), Bytes.of(news.name())));
    }

    /** Takes a connection of the client for itself. */
    @Override
    public Listening listen(ThreadFactory threads, Consumer<News> heard) {
        return RedisListener.start(jedis, keys.channel(), threads, heard);
    }

    /**
     * Tells whether Redis keeps what it is given, and warns in the log if it doesn't: with a {@code maxmemory-policy} other
     * than {@code noeviction} it drops keys when its memory is full, and what a dropped lane held is delivered only when
     * the reconciler has found it.
     *
     * @throws StoreUnavailableException if Redis can't be reached
     */
    public boolean checkEviction() {
        String policy = Bytes.text(MEMORY.run(jedis, keys.lanes(), List.of()))
                .lines()
                .filter(line -> line.startsWith("maxmemory_policy:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
        if (policy.equals("noeviction")) {
            return true;
        }
        log.warn(
                "Redis drops keys when its memory is full, since its maxmemory-policy is {}: deliveries that are dropped"
                        + " with them are late. Set it to noeviction, or give the webhooks a Redis of their own",
                policy);
        return false;
    }
}
