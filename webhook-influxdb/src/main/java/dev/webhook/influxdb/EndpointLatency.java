package dev.webhook.influxdb;

import dev.webhook.endpoint.EndpointId;
import java.time.Duration;
import java.util.Optional;

/**
 * How slowly an endpoint answers at the worst but one in a hundred.
 *
 * <p>Immutable and thread-safe.
 *
 * @param endpoint the endpoint, or empty for all those that have no series of their own
 * @param p99 the time that 99 of 100 attempts stayed below or at
 */
public record EndpointLatency(Optional<EndpointId> endpoint, Duration p99) {}
