package dev.webhook.delivery;

import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an event in a batch of the router.
 *
 * <p>Immutable and thread-safe.
 *
 * @param event the event
 * @param deliveries the deliveries to store
 * @param after where the fan-out goes on in a later batch, or null if it is whole
 * @param error why the event can't be fanned out, or null
 */
public record FannedOut(
        Event event,
        List<NewDelivery> deliveries,
        @Nullable EndpointId after,
        @Nullable String error) {

    public FannedOut {
        deliveries = List.copyOf(deliveries);
    }

    /** An event that can't be fanned out. */
    public static FannedOut failed(Event event, String error) {
        return new FannedOut(event, List.of(), null, error);
    }
}
