package dev.webhook.testkit.contract;

import dev.webhook.Storage;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;

class InMemoryStorageTest extends StorageContract {

    private final ManualClock clock = ManualClock.create();
    private final Storage storage = InMemoryStorage.create(clock);

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
