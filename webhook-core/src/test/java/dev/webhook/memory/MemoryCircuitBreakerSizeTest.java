package dev.webhook.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.circuit.CircuitAdmission.Permit;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.circuit.CircuitState;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemoryCircuitBreakerSizeTest {

    private Instant now = Instant.parse("2026-03-01T00:00:00Z");
    private final MemoryCircuitBreaker breaker = new MemoryCircuitBreaker(CircuitPolicy.defaults(), () -> now);

    @Test
    void askingKeepsNothing() {
        for (int n = 0; n < 100; n++) {
            EndpointId endpoint = EndpointId.at(now);
            breaker.admit(endpoint);
            breaker.status(endpoint);
        }

        assertThat(breaker.size()).isZero();
    }

    @Test
    void silentCircuitsAreDroppedAndLiveOnesKept() {
        EndpointId failing = EndpointId.at(now);
        for (int n = 0; n < 20_000; n++) {
            fail(EndpointId.at(now));
            if (n % 1_000 == 0) {
                fail(failing);
                now = now.plus(Duration.ofMinutes(59));
            }
        }

        assertThat(breaker.size()).isBetween(1_000, 4_002);
        assertThat(breaker.status(failing).state()).isNotEqualTo(CircuitState.CLOSED);
    }

    private void fail(EndpointId endpoint) {
        if (breaker.admit(endpoint) instanceof Permit permit) {
            breaker.report(endpoint, permit, true);
        }
    }
}
