package dev.webhook.circuit;

import dev.webhook.endpoint.EndpointId;

/**
 * The result of an admitted attempt.
 *
 * <p>Immutable and thread-safe.
 *
 * @param endpoint the endpoint
 * @param permit what {@link CircuitBreaker#admit} answered for it
 * @param failure whether the endpoint failed (unreachable, 5xx, 429, time-out); a failure of our own is released, not
 *     reported
 */
public record CircuitReport(EndpointId endpoint, CircuitAdmission.Permit permit, boolean failure) {}
