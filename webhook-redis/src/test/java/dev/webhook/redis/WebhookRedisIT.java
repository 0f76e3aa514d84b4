package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhook.DispatcherBuilder;
import dev.webhook.InvalidConfigurationException;
import dev.webhook.WebhookDispatcher;
import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.delivery.Lease;
import dev.webhook.delivery.QueueStatus;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.testkit.server.RedisProcess;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

class WebhookRedisIT {

    private final RedisProcess process = RedisProcess.builder()
            .set("appendonly", "yes")
            .set("appendfsync", "always")
            .start();
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
    void aStorageThatCannotShareItsQueueIsRefusedWhenTheDispatcherIsBuilt() {
        DispatcherBuilder builder =
                WebhookDispatcher.builder().storage(InMemoryStorage.create()).accelerator(redis("webhook"));

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(builder::build)
                .satisfies(
                        refusal -> assertThat(refusal.problems())
                                .containsExactly(
                                        "accelerator can't be used: this storage can't hand its queue over to another, as PostgresStorage can"));
    }

    @Test
    void queuesOfDifferentPrefixesAreStrangers() {
        DeliveryQueue one = redis("one").queue(() -> "e");
        DeliveryQueue other = redis("other").queue(() -> "e");
        redis("one").begin("e");
        redis("other").begin("e");
        Work.schedule(one, 2, 2);

        assertThat(other.status()).isEqualTo(new QueueStatus(0, 0, 0));
        assertThat(Work.claim(other, 10)).isEmpty();
        redis("other").begin("e");
        assertThat(redis("one").queue(() -> "e").status()).isEqualTo(new QueueStatus(4, 0, 2));
    }

    @Test
    void tokensCarryThePresentEpochAndThoseOfAnotherAreLate() {
        AtomicReference<String> epoch = new AtomicReference<>("first");
        DeliveryQueue queue = redis("webhook").queue(epoch::get);
        redis("webhook").begin("first");
        Work.schedule(queue, 1, 2);
        List<Lease> before = Work.claim(queue, 1);
        epoch.set("second");
        redis("webhook").begin("second");
        Work.schedule(queue, 1, 2);
        List<Lease> after = Work.claim(queue, 1);

        assertThat(before.get(0).token().epoch()).isEqualTo("first");
        assertThat(after.get(0).token().epoch()).isEqualTo("second");
        assertThat(queue.settle(Work.completed(List.of(before.get(0), after.get(0)))))
                .containsExactlyElementsOf(Work.completed(before));
    }

    @Test
    void whoKnowsAnotherEpochIsRefused() {
        WebhookRedis redis = redis("webhook");
        DeliveryQueue first = redis.queue(() -> "first");
        assertThat(redis.keeps("first")).isFalse();
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> Work.schedule(first, 1, 2));
        redis.begin("first");
        Work.schedule(first, 1, 2);
        assertThat(redis.keeps("first")).isTrue();

        redis.begin("second");

        assertThat(redis.keeps("first")).isFalse();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> Work.claim(first, 1))
                .withMessageContaining("another epoch");
    }

    @Test
    void whatWasFlushedOrStartedAgainIsLost() {
        WebhookRedis redis = redis("webhook");
        redis.begin("first");
        jedis.flushAll();
        assertThat(redis.keeps("first")).isFalse();
        assertThat(redis.beat("first", 1)).isFalse();

        redis.begin("second");
        process.kill();
        process.restart();

        try (UnifiedJedis again = RedisClient.create(process.uri())) {
            assertThat(again.exists("{webhook:1}:epoch:second")).isTrue();
            assertThat(WebhookRedis.builder(again).build().keeps("second")).isFalse();
        }
    }

    @Test
    void aBeatThatWasMissedTellsThatEitherSideWasRestored() {
        WebhookRedis redis = redis("webhook");
        redis.begin("first");

        assertThat(List.of(redis.beat("first", 1), redis.beat("first", 2), redis.beat("first", 4)))
                .containsOnly(true);
        assertThat(redis.beat("first", 7)).isFalse();
        assertThat(redis.beat("first", 5)).isFalse();
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
