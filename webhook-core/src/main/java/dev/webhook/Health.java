package dev.webhook;

import dev.webhook.delivery.QueueStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a dispatcher is doing.
 *
 * <p>Immutable and thread-safe.
 *
 * @param storeReachable whether the stores answered
 * @param queue how full the queue is, or null if it did not answer
 * @param activeQueue which of its queues a dispatcher with an accelerator uses, by name; null without one, or if the
 *     storage did not answer
 * @param openCircuits how many circuits are open or half-open, or null if the breaker did not answer
 * @param oldestUnrouted for how long the oldest event has been waiting for its fan-out; zero if none waits or the
 *     store did not answer
 * @param oldestUndelivered for how long the oldest due delivery has been waiting, those of paused endpoints included;
 *     zero if none is due or the store did not answer
 * @param attemptsInFlight how many attempts this node is making
 * @param reconcilerCircle how long the reconciler's last walk over all unfinished deliveries took, or null before the
 *     first one ended
 * @param loops each loop; empty if the dispatcher was not started
 */
public record Health(
        boolean storeReachable,
        @Nullable QueueStatus queue,
        @Nullable String activeQueue,
        @Nullable Long openCircuits,
        Duration oldestUnrouted,
        Duration oldestUndelivered,
        int attemptsInFlight,
        @Nullable Duration reconcilerCircle,
        List<LoopHealth> loops) {

    public Health {
        loops = List.copyOf(loops);
    }

    /** Tells whether the queue answered. */
    public boolean queueReachable() {
        return queue != null;
    }

    /** Tells whether store and queue are reachable and no loop's last run failed. */
    public boolean healthy() {
        return storeReachable && queueReachable() && loops.stream().allMatch(loop -> loop.error() == null);
    }
}
