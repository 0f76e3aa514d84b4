package dev.webhook.store;

import org.jspecify.annotations.Nullable;

/**
 * Asks for one page of a listing.
 *
 * <p>Immutable and thread-safe.
 *
 * @param size the most items wanted, 1 to 1,000
 * @param after where the page before ended, or null for the first page
 */
public record PageRequest(int size, @Nullable Cursor after) {

    /** The largest page. */
    public static final int MAX_SIZE = 1_000;

    public PageRequest {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("page size must be from 1 to " + MAX_SIZE + ", not " + size);
        }
    }

    /** Asks for the first {@code size} items. */
    public static PageRequest first(int size) {
        return new PageRequest(size, null);
    }
}
