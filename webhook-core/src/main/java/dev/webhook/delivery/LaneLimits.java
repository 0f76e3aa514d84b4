package dev.webhook.delivery;

import dev.webhook.endpoint.Endpoint;
import java.util.OptionalInt;

/**
 * How much of an endpoint's lane may be claimed.
 *
 * <p>Immutable and thread-safe.
 *
 * @param maxInFlight the most deliveries leased at a time, at least 1
 * @param ratePerMinute the most claims in any 60 s, at least 1; empty for no limit
 * @param version the endpoint's version; of two limits for a lane the one of the higher version holds
 */
public record LaneLimits(int maxInFlight, OptionalInt ratePerMinute, long version) {

    public LaneLimits {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight must be at least 1, not " + maxInFlight);
        }
        if (ratePerMinute.isPresent() && ratePerMinute.getAsInt() < 1) {
            throw new IllegalArgumentException("ratePerMinute must be at least 1, not " + ratePerMinute.getAsInt());
        }
    }

    /** Returns the limits of {@code endpoint}; one that takes no deliveries drains without a rate. */
    public static LaneLimits of(Endpoint endpoint) {
        return new LaneLimits(
                endpoint.settings().maxInFlight(),
                endpoint.takesDeliveries() ? endpoint.settings().rateLimitPerMinute() : OptionalInt.empty(),
                endpoint.version());
    }
}
