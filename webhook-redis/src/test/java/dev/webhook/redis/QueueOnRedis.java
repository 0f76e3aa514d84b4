package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.testkit.contract.DeliveryQueueContract;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;

/** The contract of queues, on whichever Redis. */
abstract class QueueOnRedis extends DeliveryQueueContract {

    private final TestRedis redis;
    private final DeliveryQueue queue;

    QueueOnRedis(TestRedis redis) {
        this.redis = redis;
        this.queue = redis.webhooks().queue(() -> TestRedis.EPOCH);
        redis.webhooks().begin(TestRedis.EPOCH);
    }

    @AfterEach
    void allKeysAgree() {
        assertThat(new KeyAudit(redis).problems()).isEmpty();
        redis.webhooks().begin("over");
        redis.close();
    }

    @Override
    protected DeliveryQueue queue() {
        return queue;
    }

    @Override
    protected void advance(Duration time) {
        redis.clock().advance(time);
    }

    @Override
    protected Instant now() {
        return redis.clock().now();
    }
}
