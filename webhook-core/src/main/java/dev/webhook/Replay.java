package dev.webhook;

import dev.webhook.endpoint.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * How stored events are delivered again.
 *
 * <p>Immutable and thread-safe.
 *
 * @param endpoint the only endpoint to deliver to, whatever its subscriptions and filters; null for all that match now
 * @param newMessageId whether each delivery gets a {@code webhook-id} of its own, so that receivers that drop repeats
 *     take it; otherwise it keeps the event's
 */
public record Replay(@Nullable EndpointId endpoint, boolean newMessageId) {

    /** To every endpoint that matches the event now. */
    public static Replay toAllMatching() {
        return new Replay(null, false);
    }

    /** To one endpoint, whatever its subscriptions and filters. */
    public static Replay to(EndpointId endpoint) {
        return new Replay(endpoint, false);
    }

    /** Returns this replay with a {@code webhook-id} of its own for each delivery. */
    public Replay withNewMessageId() {
        return new Replay(endpoint, true);
    }
}
