package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.testkit.server.RedisProcess;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** What the documentation shows of Redis. */
class RedisSnippetsIT {

    @Test
    void aDispatcherHasItsCircuitsInRedis() {
        Storage storage = InMemoryStorage.create();
        try (RedisProcess process = RedisProcess.builder().start()) {
            String host = process.uri().getHost();
            int port = process.uri().getPort();
            // snippet: redis
            UnifiedJedis jedis = RedisClient.builder()
                    .hostAndPort(host, port)
                    .clientConfig(DefaultJedisClientConfig.builder()
                            .connectionTimeoutMillis(500)
                            .socketTimeoutMillis(500)
                            .build())
                    .build();
            WebhookRedis redis = WebhookRedis.builder(jedis).build();
            redis.checkEviction();
            WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                    .storage(storage)
                    .circuitBreaker(redis.circuitBreaker(CircuitPolicy.defaults()))
                    .build();
            // end
            try (jedis;
                    dispatcher) {
                EndpointId endpoint = dispatcher
                        .endpoints()
                        .register(42, EndpointSpec.url("https://example.com/hooks"))
                        .id();
                dispatcher.endpoints().disable(endpoint);
                dispatcher.endpoints().enable(endpoint); // which resets the circuit

                assertThat(jedis.hget("{webhook:1}:circuit:" + endpoint, "state"))
                        .isEqualTo("closed");
            }
        }
    }
}
