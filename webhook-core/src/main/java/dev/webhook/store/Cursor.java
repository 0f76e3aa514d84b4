package dev.webhook.store;

import java.util.function.Function;

/**
 * A place in a listing: where a page ended. It stays valid while rows are added or removed. A
 * listing refuses a token that it can't have made by an {@link IllegalArgumentException}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param token text made by the store; callers keep it as it is
 */
public record Cursor(String token) {

    /**
     * Returns the place that {@code parser} finds in the token. For stores.
     *
     * @throws IllegalArgumentException if the parser refuses the token
     */
    public <T> T parse(Function<String, T> parser) {
        try {
            return parser.apply(token);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "cursor was not made by this listing; pass on the next() of one of its pages as it is", e);
        }
    }
}
