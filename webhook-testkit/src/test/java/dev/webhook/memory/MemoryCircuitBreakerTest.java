package dev.webhook.memory;

import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.testkit.contract.CircuitBreakerContract;
import java.time.Duration;
import java.time.Instant;

class MemoryCircuitBreakerTest extends CircuitBreakerContract {

    private volatile Instant now = Instant.parse("2026-03-01T00:00:07.123Z");

    @Override
    protected CircuitBreaker breaker(CircuitPolicy policy) {
        return new MemoryCircuitBreaker(policy, () -> now);
    }

    @Override
    protected void advance(Duration time) {
        now = now.plus(time);
    }
}
