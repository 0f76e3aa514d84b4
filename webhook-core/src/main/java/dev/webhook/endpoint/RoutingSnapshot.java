package dev.webhook.endpoint;

import java.util.List;

/**
 * Every endpoint that takes deliveries, as of one config version.
 *
 * <p>Immutable and thread-safe.
 *
 * @param configVersion raised by every change of an endpoint or its subscriptions
 * @param endpoints the endpoints, with their subscriptions; a store may leave out signing keys, credentials and headers,
 *     which routing doesn't need
 */
public record RoutingSnapshot(long configVersion, List<Endpoint> endpoints) {

    public RoutingSnapshot {
        endpoints = List.copyOf(endpoints);
    }
}
