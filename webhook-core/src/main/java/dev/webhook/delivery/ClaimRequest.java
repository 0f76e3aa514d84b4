package dev.webhook.delivery;

import java.time.Duration;

/**
 * Asks the queue for deliveries.
 *
 * <p>Immutable and thread-safe.
 *
 * @param max the most deliveries wanted, at least 1
 * @param perLane the most from one lane, at least 1
 * @param maxSlow the most from slow lanes, at least 0
 * @param lease for how long each is to be held
 */
public record ClaimRequest(int max, int perLane, int maxSlow, Duration lease) {

    public ClaimRequest {
        if (max < 1 || perLane < 1 || maxSlow < 0 || lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("a claim needs max >= 1, perLane >= 1, maxSlow >= 0 and a lease above"
                    + " zero, not " + max + ", " + perLane + ", " + maxSlow + ", " + lease);
        }
    }
}
