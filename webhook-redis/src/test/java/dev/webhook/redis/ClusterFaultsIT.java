package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.testkit.server.RedisCluster;
import dev.webhook.testkit.server.RedisProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterFaultsIT {

    @Test
    void aClusterWithoutTheMasterOfTheSlotIsUnavailable() {
        try (RedisCluster cluster = RedisCluster.start();
                TestRedis redis = TestRedis.on(cluster)) {
            DeliveryQueue queue = redis.webhooks().queue(() -> TestRedis.EPOCH);
            CircuitBreaker circuits = redis.webhooks().circuitBreaker(CircuitPolicy.defaults());
            redis.webhooks().begin(TestRedis.EPOCH);
            Work.schedule(queue, 3, 3);
            assertThat(redis.webhooks().checkEviction()).isTrue();

            cluster.masters().forEach(RedisProcess::kill);

            assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> Work.claim(queue, 1));
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> circuits.reset(Work.lanes(1).get(0)));
        }
    }
}
