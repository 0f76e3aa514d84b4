package dev.webhook.event;

/**
 * A key by which a repeated publish is known: the second publish of a key returns the first one's event id. Keys of
 * different users, and of broadcasts, don't meet. A key is remembered for 24 hours.
 *
 * <p>Immutable and thread-safe.
 *
 * @param value 1 to 255 characters
 */
public record IdempotencyKey(String value) {

    /** The longest key in characters. */
    public static final int MAX_LENGTH = 255;

    public IdempotencyKey {
        if (value.isEmpty() || value.length() > MAX_LENGTH || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "idempotency key must have 1 to " + MAX_LENGTH + " characters and no NUL, not " + value.length());
        }
    }
}
