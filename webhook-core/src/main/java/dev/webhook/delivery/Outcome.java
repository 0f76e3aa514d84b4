package dev.webhook.delivery;

import dev.webhook.http.HttpResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public sealed interface Outcome {

    /** Tells whether the endpoint took the delivery. */
    default boolean success() {
        return this instanceof Delivered;
    }

    /** Returns what went wrong, in one line without anything secret, or null if nothing did. */
    @Nullable
    String error();

    /**
     * The endpoint answered 2xx: it took the delivery.
     *
     * @param status the HTTP status
     */
    record Delivered(int status) implements Outcome {

        @Override
        public @Nullable String error() {
            return null;
        }
    }

    /**
     * The endpoint answered with another status.
     *
     * @param status the HTTP status
     * @param retryAfter for how long the endpoint asks to be left alone (429 and 503), or null
     */
    record Rejected(int status, @Nullable Duration retryAfter) implements Outcome {

        @Override
        public String error() {
            return "HTTP status " + status;
        }
    }

    /**
     * No complete answer came: DNS, connect, TLS, timeout or a broken exchange.
     *
     * @param cause what failed
     * @param error what was seen, in one line
     */
    record Unreachable(HttpResult.Cause cause, String error) implements Outcome {}

    /**
     * The address policy forbade the connection.
     *
     * @param error which address and why, in one line
     */
    record Blocked(String error) implements Outcome {}
}
