package dev.webhook;

import dev.webhook.delivery.Delivery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an event was or wasn't delivered to an endpoint.
 *
 * <p>Immutable and thread-safe.
 *
 * @param status the newest delivery's status in lower case, or {@code none} if there is no delivery
 * @param reasons what stands behind it, each a clause; empty if all is well
 * @param delivery the newest delivery of the event to the endpoint, or null if there is none
 * @param nextAttemptAt when the next attempt may start as things stand, or null if none will, or not until the endpoint
 *     is resumed
 */
public record Explanation(
        String status,
        List<String> reasons,
        @Nullable Delivery delivery,
        @Nullable Instant nextAttemptAt) {

    public Explanation {
        reasons = List.copyOf(reasons);
    }
}
