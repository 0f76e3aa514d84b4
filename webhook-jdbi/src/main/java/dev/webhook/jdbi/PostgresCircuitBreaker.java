package dev.webhook.jdbi;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitBreaker;
import dev.webhook.circuit.CircuitPolicy;
import dev.webhook.circuit.CircuitStatus;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;

/** The circuit breaker. Thread-safe. */
final class PostgresCircuitBreaker implements CircuitBreaker {

    private final Database database;
    private final CircuitPolicy policy;

    PostgresCircuitBreaker(Database database, CircuitPolicy policy) {
        this.database = database;
        this.policy = policy;
    }

    @Override
    public CircuitAdmission admit(EndpointId endpoint) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public CircuitTransition report(EndpointId endpoint, CircuitAdmission.Permit permit, boolean failure) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public void release(EndpointId endpoint, CircuitAdmission.Permit permit) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public CircuitStatus status(EndpointId endpoint) {
        throw new UnsupportedOperationException("stub");
    }

    @Override
    public void reset(EndpointId endpoint) {
        throw new UnsupportedOperationException("stub");
    }
}
