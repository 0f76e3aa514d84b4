package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.testkit.server.RedisProcess;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

class WebhookRedisIT {

    private final RedisProcess process = RedisProcess.builder().start();
    private final UnifiedJedis jedis = RedisClient.create(process.uri());

    @AfterEach
    void close() {
        jedis.close();
        process.close();
    }

    private WebhookRedis redis(String prefix) {
        return WebhookRedis.builder(jedis).prefix(prefix).build();
    }

    @Test
    void aRedisThatKeepsEverythingIsFoundGood() {
        try (LogLines log = new LogLines()) {
            assertThat(redis("webhook").checkEviction()).isTrue();
            assertThat(log.with("maxmemory-policy")).isEmpty();
        }
    }

    @Test
    void aRedisThatEvictsIsWarnedOf() {
        jedis.configSet("maxmemory-policy", "allkeys-lru");
        try (LogLines log = new LogLines()) {
            assertThat(redis("webhook").checkEviction()).isFalse();
            assertThat(log.with("WARN.*maxmemory-policy is allkeys-lru.*noeviction"))
                    .hasSize(1);
        }
    }

    @Test
    void queuesOfDifferentPrefixesAreStrangers() {
        DeliveryQueue one = redis("one").queue(() -> "e");
        DeliveryQueue other = redis("other").queue(() -> "e");
        Work.schedule(one, 2, 2);

        assertThat(other.status()).isEqualTo(new QueueStatus(0, 0, 0));
        assertThat(Work.claim(other, 10)).isEmpty();
        redis("other").emptyQueue();
        assertThat(redis("one").queue(() -> "e").status()).isEqualTo(new QueueStatus(4, 0, 2));
    }

    @Test
    void tokensCarryThePresentEpochAndThoseOfAnotherAreLate() {
        AtomicReference<String> epoch = new AtomicReference<>("first");
        DeliveryQueue queue = redis("webhook").queue(epoch::get);
        Work.schedule(queue, 1, 2);
        List<Lease> before = Work.claim(queue, 1);
        epoch.set("second");
        List<Lease> after = Work.claim(queue, 1);

        assertThat(before.get(0).token().epoch()).isEqualTo("first");
        assertThat(after.get(0).token().epoch()).isEqualTo("second");
        assertThat(queue.settle(Work.completed(List.of(before.get(0), after.get(0)))))
                .containsExactlyElementsOf(Work.completed(before));
    }

    @Test
    void aPrefixThatWouldBreakTheHashTagIsRefused() {
        for (String prefix : List.of("", "a}b", "a{b", "a b", "x".repeat(65))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> redis(prefix))
                    .withMessageContaining("a prefix has 1 to 64 of the characters");
        }
    }
}
