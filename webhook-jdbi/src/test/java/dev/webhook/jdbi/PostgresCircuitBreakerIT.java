package dev.webhook.jdbi;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.testkit.contract.CircuitBreakerContract;
import dev.webhook.testkit.server.PostgresClock;
import dev.webhook.testkit.server.PostgresExtension;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresCircuitBreakerIT extends CircuitBreakerContract {

    private final TestStorage storage;

    PostgresCircuitBreakerIT(PostgresClock clock) {
        storage = TestStorage.on(clock);
    }

    @Override
    protected CircuitBreaker breaker(CircuitPolicy policy) {
        return storage.storage().circuitBreaker(policy);
    }

    @Override
    protected void advance(Duration time) {
        storage.clock().advance(time);
    }
}
