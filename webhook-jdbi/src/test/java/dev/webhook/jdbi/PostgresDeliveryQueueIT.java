package dev.webhook.jdbi;

import dev.webhook.delivery.DeliveryQueue;
import dev.webhook.testkit.contract.DeliveryQueueContract;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresDeliveryQueueIT extends DeliveryQueueContract {

    private final TestStorage storage;

    PostgresDeliveryQueueIT(PostgresClock clock) {
        storage = TestStorage.on(clock).emptied();
    }

    @Override
    protected DeliveryQueue queue() {
        return storage.storage().queue();
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
