package dev.webhook;

import dev.webhook.circuit.CircuitAdmission;
import dev.webhook.circuit.CircuitTransition;
import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What circuits must answer, judged by their own answers before. For one thread at a time. */
final class CircuitModel {

    private final Findings findings;
    private final Duration probeTime;
    private final Map<EndpointId, Instant> openUntil = new HashMap<>();
    private final Map<EndpointId, Probing> probing = new HashMap<>();

    private record Probing(UUID token, Instant until) {}

    CircuitModel(Findings findings, Duration probeTime) {
        this.findings = findings;
        this.probeTime = probeTime;
    }

    void answered(Instant now, EndpointId endpoint, CircuitAdmission answer) {
        if (!(answer instanceof CircuitAdmission.Permit)) {
            return;
        }
        Instant until = openUntil.get(endpoint);
        findings.check(
                Invariant.I10,
                until == null || !now.isBefore(until),
                () -> "the circuit of " + endpoint + " is open until " + until + " and gave " + answer + " at " + now);
        Probing other = probing.get(endpoint);
        findings.check(
                Invariant.I10,
                other == null || !now.isBefore(other.until()),
                () -> "the circuit of " + endpoint + " gave " + answer + " at " + now + " while it waits for " + other);
        if (answer instanceof CircuitAdmission.Probe probe) {
            probing.put(endpoint, new Probing(probe.token(), now.plus(probeTime)));
        }
    }

    void reported(Instant now, EndpointId endpoint, CircuitAdmission.Permit permit, CircuitTransition transition) {
        released(endpoint, permit);
        Duration open = transition.openTime();
        if (open != null && !open.isZero()) {
            openUntil.put(endpoint, now.plus(open));
        } else if (transition.kind() == CircuitTransition.Kind.CLOSED) {
            openUntil.remove(endpoint);
        }
    }

    void released(EndpointId endpoint, CircuitAdmission.@Nullable Permit permit) {
        Probing current = probing.get(endpoint);
        if (current != null
                && permit instanceof CircuitAdmission.Probe probe
                && probe.token().equals(current.token())) {
            probing.remove(endpoint);
        }
    }

    void reset(EndpointId endpoint) {
        openUntil.remove(endpoint);
        probing.remove(endpoint);
    }
}
