package dev.webhook.circuit;

import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Port that keeps a circuit per endpoint, so that endpoints that keep failing are left alone for a while.
 *
 * <p>A dispatcher asks before each attempt; with a {@link CircuitAdmission.Permit permit} it makes one attempt and reports
 * its result, or releases the permit if no attempt was made. All workers that share an adapter's storage share its
 * circuits: a half-open circuit has one probe under way among all of them. A worker that is lost with a probe blocks
 * nobody for longer than the probe time.
 *
 * <p>An endpoint of which nothing is known has a closed circuit; nothing needs to be registered or removed. Which
 * {@link CircuitPolicy} holds is the adapter's to know, and the time is that of the server that keeps the circuits (in
 * memory: of the clock that was given). What each method does to a circuit is defined by {@link Circuit}.
 *
 * <p>Implementations are thread-safe, and their methods atomic for an endpoint. They may throw an unchecked exception if
 * their storage can't be reached; whether the call took effect is then unknown, and it is safe to go on without: a
 * permit that is never reported is forgotten.
 */
public interface CircuitBreaker {

    /**
     * Asks whether an attempt may be made.
     *
     * <p>Not idempotent: the first call after the open time gets the probe, those after it are refused.
     *
     * @return {@link CircuitAdmission.Admitted} if the circuit is closed, {@link CircuitAdmission.Probe} if the attempt
     *     is to be the probe, {@link CircuitAdmission.Refused} with the time to wait if no attempt may be made
     */
    CircuitAdmission admit(EndpointId endpoint);

    /**
     * Asks for many attempts, as {@link #admit(EndpointId)} does for one after the other. An adapter whose calls travel
     * overrides it with a call or two for all.
     *
     * @param endpoints any, the same more than once if it is to be attempted more than once
     * @return the answers, in the order of {@code endpoints}
     */
    default List<CircuitAdmission> admit(List<EndpointId> endpoints) {
        return endpoints.stream().map(this::admit).toList();
    }

    /**
     * Counts the result of an admitted attempt.
     *
     * <p>Each permit is reported once: a repeat of an {@link CircuitAdmission.Admitted} one would count again, a repeat
     * of a {@link CircuitAdmission.Probe} changes nothing. A result that comes too late, because the circuit has changed
     * since or the probe was replaced, changes nothing.
     *
     * @param permit what {@link #admit} answered for the same endpoint
     * @param failure whether the endpoint failed (unreachable, 5xx, 429, time-out); a failure of our own is released,
     *     not reported
     * @return the transition that this result caused, to exactly one caller; {@link CircuitTransition#NONE} if none
     */
    CircuitTransition report(EndpointId endpoint, CircuitAdmission.Permit permit, boolean failure);

    /**
     * Counts the results of many attempts, as {@link #report(EndpointId, CircuitAdmission.Permit, boolean)} does one
     * after the other. An adapter whose calls travel overrides it with a call or two for all.
     *
     * @return the transitions, in the order of {@code reports}
     */
    default List<CircuitTransition> report(List<CircuitReport> reports) {
        return reports.stream()
                .map(report -> report(report.endpoint(), report.permit(), report.failure()))
                .toList();
    }

    /**
     * Takes back the permit of an attempt that was not made. If it is the probe under way, the next call of
     * {@link #admit} gets the probe; else nothing changes. Idempotent.
     *
     * @param permit what {@link #admit} answered for the same endpoint
     */
    void release(EndpointId endpoint, CircuitAdmission.Permit permit);

    /** Returns how the endpoint's circuit stands. Asking changes nothing, and never makes an open circuit half-open. */
    CircuitStatus status(EndpointId endpoint);

    /** Returns how many circuits are open or half-open. */
    long openCircuits();

    /**
     * Closes the endpoint's circuit and forgets its results, as an operator or a re-enabled endpoint asks for. Results
     * of attempts under way change nothing any more. Idempotent.
     */
    void reset(EndpointId endpoint);

    /**
     * Opens circuits as another breaker has left them, so that this one goes on from there: each for the time given, after
     * which the first attempt that asks is the probe. One that is open for as long already is left alone. Idempotent.
     *
     * @param circuits the endpoints, and for how long their circuits are to be open, zero or more
     */
    void open(Map<EndpointId, Duration> circuits);
}
