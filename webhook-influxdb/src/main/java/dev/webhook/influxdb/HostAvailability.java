package dev.webhook.influxdb;

/**
 * How much of what was sent to a host it took.
 *
 * <p>Immutable and thread-safe.
 *
 * @param host the host, or {@code other} for all those that have no series of their own
 * @param availability the part of the attempts that succeeded, from 0 to 1
 */
public record HostAvailability(String host, double availability) {}
