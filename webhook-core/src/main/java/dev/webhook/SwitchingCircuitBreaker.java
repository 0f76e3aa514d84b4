package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitStatus;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The circuit breaker that goes with the active queue. A permit of the other one is too late. Thread-safe. */
final class SwitchingCircuitBreaker implements CircuitBreaker {

    private final SwitchingQueue queue;
    private final CircuitBreaker own;
    private final CircuitBreaker accelerated;

    SwitchingCircuitBreaker(SwitchingQueue queue, CircuitBreaker own, CircuitBreaker accelerated) {
        this.queue = queue;
        this.own = own;
        this.accelerated = accelerated;
    }

    private CircuitBreaker active() {
        return queue.isAccelerated() ? accelerated : own;
    }

    @Override
    public CircuitAdmission admit(EndpointId endpoint) {
        return active().admit(endpoint);
    }

    @Override
    public List<CircuitAdmission> admit(List<EndpointId> endpoints) {
        return active().admit(endpoints);
    }

    @Override
    public CircuitTransition report(EndpointId endpoint, CircuitAdmission.Permit permit, boolean failure) {
        return active().report(endpoint, permit, failure);
    }

    @Override
    public List<CircuitTransition> report(List<CircuitReport> reports) {
        return active().report(reports);
    }

    @Override
    public void release(EndpointId endpoint, CircuitAdmission.Permit permit) {
        active().release(endpoint, permit);
    }

    @Override
    public CircuitStatus status(EndpointId endpoint) {
        return active().status(endpoint);
    }

    @Override
    public long openCircuits() {
        return active().openCircuits();
    }

    @Override
    public void reset(EndpointId endpoint) {
        active().reset(endpoint);
    }

    @Override
    public void open(Map<EndpointId, Duration> circuits) {
        active().open(circuits);
    }
}
