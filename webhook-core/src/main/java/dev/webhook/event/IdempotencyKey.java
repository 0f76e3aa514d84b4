package dev.webhook.event;

import dev.webhook.store.StorableText;

/**
 * A key by which a repeated publish is known: the second publish of a key returns the first one's event id. Keys of
 * different users, and of broadcasts, don't meet. A key is remembered for 24 hours.
 *
 * <p>A key stands for its first event's type, owner and data. With another type or other data it is refused by an
 * {@link IdempotencyConflictException}; another source service or other headers make no difference, and the first
 * event's stay.
 *
 * <p>Immutable and thread-safe.
 *
 * @param value 1 to 255 characters of {@link StorableText}
 */
public record IdempotencyKey(String value) {

    /** The longest key in characters. */
    public static final int MAX_LENGTH = 255;

    public IdempotencyKey {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "idempotency key must have 1 to " + MAX_LENGTH + " characters, not " + value.length());
        }
        if (!StorableText.test(value)) {
            throw new IllegalArgumentException("idempotency key must have " + StorableText.RULE);
        }
    }
}
