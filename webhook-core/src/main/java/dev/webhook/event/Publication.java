package dev.webhook.event;

import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the store, with the key that makes its publishing repeatable.
 *
 * <p>Immutable and thread-safe.
 *
 * @param event the event
 * @param idempotencyKey the key, or null if the publishing must not be recognised as a repeat
 */
public record Publication(Event event, @Nullable IdempotencyKey idempotencyKey) {

    /** Tells whether this publishes the same as {@code other}: type, owner and data. */
    public boolean sameContent(Event other) {
        return event.type().equals(other.type())
                && event.userId().equals(other.userId())
                && event.data().equals(other.data());
    }
}
