package dev.webhook.delivery;

import java.util.List;

/**
 * What one batch of the router stored.
 *
 * <p>Immutable and thread-safe.
 *
 * @param routed the events of the batch
 * @param toSchedule what the caller must still schedule; empty if the store's transaction did it
 */
public record RoutingRun(List<FannedOut> routed, List<ScheduledDelivery> toSchedule) {

    /** A batch that found nothing. */
    public static final RoutingRun NOTHING = new RoutingRun(List.of(), List.of());

    public RoutingRun {
        routed = List.copyOf(routed);
        toSchedule = List.copyOf(toSchedule);
    }
}
