package dev.webhook.endpoint;

import java.util.List;

/**
 * Every endpoint that takes deliveries, as of one config version.
 *
 * <p>Immutable and thread-safe.
 *
 * @param configVersion raised by every change of an endpoint or its subscriptions
 * @param endpoints the endpoints, with their subscriptions; signing keys, credentials and headers may be missing and the
 *     health may be old, since routing needs none of them
 */
public record RoutingSnapshot(long configVersion, List<Endpoint> endpoints) {

    public RoutingSnapshot {
        endpoints = List.copyOf(endpoints);
    }
}
