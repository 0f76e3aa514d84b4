package dev.webhook.endpoint;

/**
 * Thrown when an event can't be matched because its data is not JSON; the message shows none of the data.
 *
 * <p>Immutable and thread-safe.
 */
public final class UnreadableEventDataException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnreadableEventDataException(String message) {
        super(message);
    }
}
