package dev.webhook.endpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint's interest in an event type.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the subscription's id
 * @param eventType the types of interest; an endpoint has at most one subscription for a pattern
 * @param filter what an event's data must be like, or null if all will do
 * @param enabled whether it counts; one that is switched off is kept but matches nothing
 * @param createdAt when it was made
 */
public record Subscription(
        SubscriptionId id,
        EventTypePattern eventType,
        @Nullable Filter filter,
        boolean enabled,
        Instant createdAt) {

    /** Returns this subscription switched on or off. */
    public Subscription withEnabled(boolean enabled) {
        return new Subscription(id, eventType, filter, enabled, createdAt);
    }
}
