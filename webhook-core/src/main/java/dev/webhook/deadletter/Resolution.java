package dev.webhook.deadletter;

import dev.webhook.store.StorableText;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does about a dead letter.
 *
 * <p>Immutable and thread-safe.
 *
 * @param status resolved or discarded
 * @param by who does it, 1 to 255 characters
 * @param notes why or how, or null
 */
public record Resolution(
        DeadLetterStatus status, String by, @Nullable String notes) {

    /** The longest name of who resolves, in characters. */
    public static final int MAX_BY_LENGTH = 255;

    public Resolution {
        if (status == DeadLetterStatus.PENDING) {
            throw new IllegalArgumentException("a resolution must be resolved or discarded, not pending");
        }
        if (by.isBlank() || by.length() > MAX_BY_LENGTH || !StorableText.test(by)) {
            throw new IllegalArgumentException("who resolves a dead letter must be named in 1 to " + MAX_BY_LENGTH
                    + " characters, with " + StorableText.RULE);
        }
        if (notes != null && !StorableText.test(notes)) {
            throw new IllegalArgumentException("notes must have " + StorableText.RULE);
        }
    }
}
