package dev.webhook.redis;

import dev.webhook.Storage;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.testkit.ManualClock;
import dev.webhook.testkit.contract.EndpointStoreContract;
import dev.webhook.testkit.server.RedisExtension;
import dev.webhook.testkit.server.RedisServer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class CachedEndpointsIT extends EndpointStoreContract {

    private final ManualClock clock = ManualClock.create();
    private final TestRedis redis;
    private final Storage storage;

    CachedEndpointsIT(RedisServer server) {
        redis = TestRedis.on(server);
        Storage truth = InMemoryStorage.create(clock);
        var cached = redis.webhooks().cached(truth.endpoints(), CachedSecretsIT.cipher());
        storage = (Storage) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) ->
                        method.getName().equals("endpoints") ? cached : method.invoke(truth, arguments));
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Override
    protected Storage storage() {
        return storage;
    }

    @Override
    protected void advance(Duration time) {
        clock.advance(time);
    }

    @Override
    protected Instant now() {
        return clock.instant();
    }
}
