package dev.webhook.delivery;

import java.time.Duration;

/**
 * How an endpoint's lane stands.
 *
 * <p>Immutable and thread-safe.
 *
 * @param waiting how many deliveries wait
 * @param leased how many are leased, among them those whose lease ran out and that were not claimed again
 * @param parkedFor for how long nothing is claimed; zero if the lane is not parked
 * @param slow whether the lane is slow
 */
public record LaneStatus(int waiting, int leased, Duration parkedFor, boolean slow) {

    /** A lane that holds nothing. */
    public static final LaneStatus EMPTY = new LaneStatus(0, 0, Duration.ZERO, false);
}
