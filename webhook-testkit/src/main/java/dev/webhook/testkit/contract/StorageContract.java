package dev.webhook.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.Storage;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.delivery.DeliveryQueue;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Storage} must do: the contracts of all its ports, to be run by one class.
 *
 * <pre>{@code
 * class InMemoryStorageTest extends StorageContract {
 *     private final ManualClock clock = ManualClock.create();
 *     private final Storage storage = InMemoryStorage.create(clock);
 *     ...
 * }
 * }</pre>
 *
 * <p>An adapter of single ports extends their contracts instead. The circuit breaker has a contract of its own.
 */
public abstract class StorageContract extends StoreContract {

    @Nested
    class Endpoints extends EndpointStoreContract {
        @Override
        protected Storage storage() {
            return StorageContract.this.storage();
        }

        @Override
        protected void advance(Duration time) {
            StorageContract.this.advance(time);
        }

        @Override
        protected Instant now() {
            return StorageContract.this.now();
        }
    }

    @Nested
    class Events extends EventStoreContract {
        @Override
        protected Storage storage() {
            return StorageContract.this.storage();
        }

        @Override
        protected void advance(Duration time) {
            StorageContract.this.advance(time);
        }

        @Override
        protected Instant now() {
            return StorageContract.this.now();
        }
    }

    @Nested
    class Inbox extends EventInboxContract {
        @Override
        protected Storage storage() {
            return StorageContract.this.storage();
        }

        @Override
        protected void advance(Duration time) {
            StorageContract.this.advance(time);
        }

        @Override
        protected Instant now() {
            return StorageContract.this.now();
        }
    }

    @Nested
    class Deliveries extends DeliveryStoreContract {
        @Override
        protected Storage storage() {
            return StorageContract.this.storage();
        }

        @Override
        protected void advance(Duration time) {
            StorageContract.this.advance(time);
        }

        @Override
        protected Instant now() {
            return StorageContract.this.now();
        }
    }

    @Nested
    class Log extends DeliveryLogContract {
        @Override
        protected Storage storage() {
            return StorageContract.this.storage();
        }

        @Override
        protected void advance(Duration time) {
            StorageContract.this.advance(time);
        }

        @Override
        protected Instant now() {
            return StorageContract.this.now();
        }
    }

    @Nested
    class DeadLetters extends DeadLetterStoreContract {
        @Override
        protected Storage storage() {
            return StorageContract.this.storage();
        }

        @Override
        protected void advance(Duration time) {
            StorageContract.this.advance(time);
        }

        @Override
        protected Instant now() {
            return StorageContract.this.now();
        }
    }

    @Nested
    class Erasure extends OwnerErasureContract {
        @Override
        protected Storage storage() {
            return StorageContract.this.storage();
        }

        @Override
        protected void advance(Duration time) {
            StorageContract.this.advance(time);
        }

        @Override
        protected Instant now() {
            return StorageContract.this.now();
        }
    }

    @Nested
    class Queue extends DeliveryQueueContract {
        @Override
        protected DeliveryQueue queue() {
            return storage().queue();
        }

        @Override
        protected void advance(Duration time) {
            StorageContract.this.advance(time);
        }

        @Override
        protected Instant now() {
            return StorageContract.this.now();
        }
    }

    @Test
    void everyPortIsTheSameEveryTime() {
        Storage storage = storage();

        assertThat(storage.endpoints()).isSameAs(storage.endpoints());
        assertThat(storage.events()).isSameAs(storage.events());
        assertThat(storage.inbox()).isSameAs(storage.inbox());
        assertThat(storage.deliveries()).isSameAs(storage.deliveries());
        assertThat(storage.deliveryLog()).isSameAs(storage.deliveryLog());
        assertThat(storage.deadLetters()).isSameAs(storage.deadLetters());
        assertThat(storage.ownerErasure()).isSameAs(storage.ownerErasure());
        assertThat(storage.queue()).isSameAs(storage.queue());
        assertThat(storage.circuitBreaker(CircuitPolicy.defaults()))
                .isSameAs(storage.circuitBreaker(CircuitPolicy.defaults()));
    }
}
