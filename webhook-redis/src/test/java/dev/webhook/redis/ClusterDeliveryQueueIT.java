package dev.webhook.redis;

import dev.webhook.testkit.server.RedisCluster;
import dev.webhook.testkit.server.RedisExtension;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class ClusterDeliveryQueueIT extends QueueOnRedis {

    ClusterDeliveryQueueIT(RedisCluster cluster) {
        super(TestRedis.on(cluster));
    }
}
