package dev.webhook.delivery;

import dev.webhook.endpoint.EndpointId;

/**
 * A claimed delivery: for the time asked for it is the claimer's alone.
 *
 * <p>Immutable and thread-safe.
 *
 * @param deliveryId the delivery
 * @param lane its endpoint
 * @param token what a settlement must show
 * @param lostLeases how many earlier leases of it ran out without being settled
 * @param slow whether its lane is slow
 */
public record Lease(DeliveryId deliveryId, EndpointId lane, LeaseToken token, int lostLeases, boolean slow) {}
