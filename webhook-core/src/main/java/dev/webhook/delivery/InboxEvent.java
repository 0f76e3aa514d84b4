package dev.webhook.delivery;

import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event that waits for its fan-out or for the rest of it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param event the event
 * @param after the last endpoint that had its delivery made, or null if none had
 */
public record InboxEvent(Event event, @Nullable EndpointId after) {}
