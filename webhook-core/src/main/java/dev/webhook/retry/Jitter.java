package dev.webhook.retry;

import java.time.Duration;

/**
 * Spreads waits by a fifth of their length to either side, so that what failed together doesn't come back together.
 *
 * <p>Stateless and thread-safe.
 */
final class Jitter {

    private static final int FRACTION = 5;

    private Jitter() {}

    static Duration spread(Duration wait, double random) {
        if (!(random >= 0 && random < 1)) {
            throw new IllegalArgumentException("random is " + random + ", it must be in [0, 1)");
        }
        long spread = spreadMillis(wait);
        return wait.plusMillis((long) Math.floor((2 * random - 1) * spread));
    }

    static Duration longest(Duration wait) {
        return wait.plusMillis(spreadMillis(wait));
    }

    private static long spreadMillis(Duration wait) {
        return wait.toMillis() / FRACTION;
    }
}
