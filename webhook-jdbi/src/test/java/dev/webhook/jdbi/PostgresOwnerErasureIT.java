package dev.webhook.jdbi;

import dev.webhook.Storage;
import dev.webhook.testkit.contract.OwnerErasureContract;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresOwnerErasureIT extends OwnerErasureContract {

    private final TestStorage storage;

    PostgresOwnerErasureIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    @Override
    protected Storage storage() {
        return storage.storage();
    }

    @Override
    protected void advance(Duration time) {
        storage.clock().advance(time);
    }

    @Override
    protected Instant now() {
        return storage.now();
    }
}
