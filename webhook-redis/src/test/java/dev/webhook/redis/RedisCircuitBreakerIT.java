package dev.webhook.redis;

import dev.webhook.testkit.server.RedisExtension;
import dev.webhook.testkit.server.RedisServer;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class RedisCircuitBreakerIT extends CircuitsOnRedis {

    RedisCircuitBreakerIT(RedisServer server) {
        super(TestRedis.on(server));
    }
}
