package dev.webhook.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhook.endpoint.Authentication;
import dev.webhook.endpoint.Endpoint;
import dev.webhook.endpoint.EndpointHealth;
import dev.webhook.endpoint.EndpointId;
import dev.webhook.endpoint.EndpointSettings;
import dev.webhook.endpoint.EndpointState;
import dev.webhook.endpoint.EndpointStore;
import dev.webhook.http.CustomHeaders;
import dev.webhook.http.EndpointUrl;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.signing.KeyRing;
import dev.webhook.signing.Secret;
import dev.webhook.signing.SecretCipher;
import dev.webhook.signing.SigningKey;
import dev.webhook.signing.SigningScheme;
import dev.webhook.testkit.server.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is cached of an endpoint, and what becomes of it. */
class CachedSecretsIT {

    private static final String CANARY = "canary-5f0e7d1c";

    private final RedisProcess process = RedisProcess.builder().start();
    private final TestRedis redis = TestRedis.on(process);
    private final EndpointStore truth = InMemoryStorage.create().endpoints();
    private final EndpointStore cached = redis.webhooks().cached(truth, cipher());
    /** What it finds, it finds in the cache. */
    private final EndpointStore cacheAlone =
            redis.webhooks().cached(InMemoryStorage.create().endpoints(), cipher());

    private final Endpoint endpoint = endpoint();

    static SecretCipher cipher() {
        return SecretCipher.encrypting(
                KeyRing.builder().primary("k1", new byte[KeyRing.KEY_BYTES]).build());
    }

    private static Endpoint endpoint() {
        EndpointSettings set = EndpointSettings.of(EndpointUrl.of("https://example.com/hooks"));
        EndpointSettings settings = new EndpointSettings(
                set.url(),
                true,
                null,
                Duration.ofSeconds(7),
                set.retryPolicy(),
                null,
                List.of(),
                new Authentication.Bearer(Secret.of(CANARY)),
                OptionalInt.empty(),
                16,
                CustomHeaders.of(Map.of("X-Empty", "", "X-Key", CANARY)),
                set.payloadFormat());
        Instant now = Instant.now();
        return new Endpoint(
                EndpointId.at(now),
                42,
                settings,
                List.of(SigningKey.of(SigningScheme.GITHUB, Secret.of(CANARY), now)),
                List.of(),
                EndpointState.ACTIVE,
                EndpointHealth.NEW,
                1,
                now,
                now);
    }

    @BeforeEach
    void store() {
        truth.create(endpoint);
    }

    @AfterEach
    void close() {
        redis.close();
        process.close();
    }

    private String key() {
        return redis.start() + "webhook:" + endpoint.id();
    }

    private Map<String, String> hash() {
        return redis.jedis().hgetAll(key());
    }

    @Test
    void whatWasAskedForOnceIsThereForAnHour() {
        cached.find(endpoint.id(), 1);

        assertThat(cacheAlone.find(endpoint.id(), 1))
                .contains(truth.find(endpoint.id()).orElseThrow());
        assertThat(redis.jedis().ttl(key())).isBetween(3_590L, 3_600L);
        assertThat(hash()).containsEntry("url", "https://example.com/hooks").containsEntry("timeout", "7");
        assertThat(hash())
                .containsEntry("max_retries", "5")
                .containsEntry("version", "1")
                .containsKey("secret");
    }

    @Test
    void noSecretIsInRedis() {
        cached.find(endpoint.id(), 1);

        assertThat(hash()).hasSizeGreaterThan(15);
        assertThat(hash().toString()).doesNotContain(CANARY, "X-Key");
    }

    @Test
    void anEntryOfAnotherVersionIsAMiss() {
        cached.find(endpoint.id(), 1);

        assertThat(cacheAlone.find(endpoint.id(), 2)).isEmpty();
        assertThat(cacheAlone.find(endpoint.id(), 0)).isEmpty();
    }

    @Test
    void aChangeTakesTheEntryAway() {
        cached.find(endpoint.id(), 1);

        cached.update(endpoint.id(), present -> present.withState(EndpointState.PAUSED));

        assertThat(hash()).isEmpty();
    }

    @Test
    void anEntryThatCannotBeReadIsAMiss() {
        cached.find(endpoint.id(), 1);
        redis.jedis().hset(key(), "timeout", "soon");

        assertThat(cacheAlone.find(endpoint.id(), 1)).isEmpty();
        assertThat(cached.find(endpoint.id(), 1)).isPresent();
        assertThat(hash()).containsEntry("timeout", "7");
    }

    @Test
    void aSecretFromAnotherPlaceIsRefused() {
        cached.find(endpoint.id(), 1);
        redis.jedis().hset(key(), "secret", hash().get("auth_credentials"));

        assertThat(cacheAlone.find(endpoint.id(), 1)).isEmpty();
    }

    @Test
    void aSecretInPlainTextIsRefused() {
        cached.find(endpoint.id(), 1);
        EndpointStore afterPlainText = redis.webhooks()
                .cached(
                        InMemoryStorage.create().endpoints(),
                        SecretCipher.encryptingAfterPlainText(KeyRing.builder()
                                .primary("k1", new byte[KeyRing.KEY_BYTES])
                                .build()));
        assertThat(afterPlainText.find(endpoint.id(), 1)).isPresent();
        redis.jedis()
                .hset(key(), "secret", SecretCipher.plainText().encrypt(Secret.of("canary-of-another"), "anywhere"));

        assertThat(afterPlainText.find(endpoint.id(), 1)).isEmpty();
    }

    @Test
    void aCipherThatDoesNotEncryptIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> redis.webhooks().cached(truth, SecretCipher.plainText()))
                .withMessageContaining("a cipher that encrypts");
    }

    @Test
    void aTextTooLongToBeEncryptedIsNotCached() {
        EndpointSettings set = endpoint.settings();
        Secret longest = Secret.of("c".repeat(Secret.MAX_LENGTH));
        Endpoint changed = truth.update(
                        endpoint.id(),
                        present -> present.withSettings(new EndpointSettings(
                                set.url(),
                                true,
                                null,
                                set.timeout(),
                                set.retryPolicy(),
                                null,
                                List.of(),
                                new Authentication.Basic("user", longest),
                                set.rateLimitPerMinute(),
                                set.maxInFlight(),
                                set.headers(),
                                set.payloadFormat())))
                .orElseThrow();

        assertThat(cached.find(endpoint.id(), changed.version())).contains(changed);
        assertThat(hash()).isEmpty();
    }

    @Test
    void withoutRedisTheTruthAnswers() {
        process.kill();
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 100; i++) {
                assertThat(cached.find(endpoint.id(), 1)).contains(endpoint);
            }
            assertThat(cached.update(endpoint.id(), present -> present.withState(EndpointState.PAUSED)))
                    .isPresent();
            assertThat(log.with("WARN.*Endpoints are read from their store alone"))
                    .hasSize(1);
        }
    }
}
