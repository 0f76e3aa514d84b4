package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitReport;
import dev.webhook.circuit.CircuitStatus;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The circuit breaker as a dispatcher uses it: while it can't be reached, attempts are made without it, since a circuit only
 * spares endpoints and must not stop deliveries, let alone lose the outcome of one that was made. Thread-safe.
 */
final class TolerantCircuitBreaker implements CircuitBreaker {

    /** A breaker that can be read and not written to fails by turns. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final CircuitBreaker circuits;
    private final Faults faults = new Faults(QUIET);

    TolerantCircuitBreaker(CircuitBreaker circuits) {
        this.circuits = circuits;
    }

    @Override
    public CircuitAdmission admit(EndpointId endpoint) {
        return tried(() -> circuits.admit(endpoint), new CircuitAdmission.Admitted(0));
    }

    @Override
    public List<CircuitAdmission> admit(List<EndpointId> endpoints) {
        return tried(
                () -> circuits.admit(endpoints),
                Collections.nCopies(endpoints.size(), new CircuitAdmission.Admitted(0)));
    }

    @Override
    public CircuitTransition report(EndpointId endpoint, CircuitAdmission.Permit permit, boolean failure) {
        return tried(() -> circuits.report(endpoint, permit, failure), CircuitTransition.NONE);
    }

    @Override
    public List<CircuitTransition> report(List<CircuitReport> reports) {
        return tried(() -> circuits.report(reports), Collections.nCopies(reports.size(), CircuitTransition.NONE));
    }

    @Override
    public void release(EndpointId endpoint, CircuitAdmission.Permit permit) {
        tried(
                () -> {
                    circuits.release(endpoint, permit);
                    return permit;
                },
                permit);
    }

    @Override
    public CircuitStatus status(EndpointId endpoint) {
        return circuits.status(endpoint);
    }

    @Override
    public long openCircuits() {
        return circuits.openCircuits();
    }

    @Override
    public void reset(EndpointId endpoint) {
        circuits.reset(endpoint);
    }

    @Override
    public void open(Map<EndpointId, Duration> open) {
        tried(
                () -> {
                    circuits.open(open);
                    return open;
                },
                open);
    }

    private <T> T tried(Supplier<T> call, T otherwise) {
        try {
            T answer = call.get();
            faults.over("The circuit breaker can be reached again");
            return answer;
        } catch (RuntimeException e) {
            faults.met("The circuit breaker can't be reached; attempts are made without it until it can", e);
            return otherwise;
        }
    }
}
