package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.jdbi.PostgresStorage;
import dev.webhook.jdbi.WebhookSchema;
import dev.webhook.signing.SecretCipher;
import dev.webhook.testkit.server.PostgresDatabase;
import dev.webhook.testkit.server.PostgresExtension;
import dev.webhook.testkit.server.RedisProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** What the documentation shows of Redis. */
@ExtendWith(PostgresExtension.class)
class RedisSnippetsIT {

    @Test
    void aDispatcherHasRedisForItsAccelerator(PostgresDatabase database) {
        WebhookSchema.migrate(database.dataSource());
        Storage storage = PostgresStorage.builder(database.dataSource())
                .secrets(SecretCipher.plainText())
                .build();
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
            WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                    .storage(storage)
                    .accelerator(WebhookRedis.builder(jedis).build())
                    .build();
            // end
            try (jedis;
                    dispatcher) {
                dispatcher.runOnce();

                assertThat(jedis.exists("{webhook:1}:epoch")).isTrue();
            }
        }
    }
}
