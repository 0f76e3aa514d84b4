package dev.webhook.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event and what became of it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param event the event
 * @param processedAt when its fan-out ended, or null while it waits for it
 * @param routingError why it could not be fanned out, or null
 * @param webhookCount how many deliveries were made of it
 * @param deliverySuccessCount how many of them ended in success
 * @param deliveryFailureCount how many of them ended in failure and were not redriven
 */
public record StoredEvent(
        Event event,
        @Nullable Instant processedAt,
        @Nullable String routingError,
        int webhookCount,
        int deliverySuccessCount,
        int deliveryFailureCount) {

    /** Returns the record of an event that was just published. */
    public static StoredEvent published(Event event) {
        return new StoredEvent(event, null, null, 0, 0, 0);
    }
}
