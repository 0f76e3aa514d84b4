package dev.webhook.http;

/**
 * A URL that no endpoint may have: its message says what is wrong, where, and what would be right.
 *
 * <p>The message shows at most the host; never user-info, path or query, which can hold secrets.
 *
 * <p>Immutable and thread-safe.
 */
public final class InvalidUrlException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidUrlException(String message) {
        super(message);
    }
}
