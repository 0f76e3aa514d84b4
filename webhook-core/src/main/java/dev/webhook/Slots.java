package dev.webhook;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node's room for attempts. A slot is taken when a delivery is claimed and frees when its outcome is recorded. Slow
 * lanes share at most a quarter. Thread-safe.
 */
final class Slots {

    private final int size;
    private final TimeSource time;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger slow = new AtomicInteger();
    private final Signal freed;
    private volatile long fullSince;

    Slots(int size, TimeSource time, Signal freed) {
        this.size = size;
        this.time = time;
        this.freed = freed;
    }

    int free() {
        return size - taken.get();
    }

    int freeForSlow() {
        return Math.max(0, Math.max(1, size / 4) - slow.get());
    }

    int taken() {
        return taken.get();
    }

    void take(boolean slowLane) {
        if (taken.incrementAndGet() == size) {
            fullSince = time.nanoTime();
        }
        if (slowLane) {
            slow.incrementAndGet();
        }
    }

    void free(boolean slowLane) {
        if (slowLane) {
            slow.decrementAndGet();
        }
        taken.decrementAndGet();
        freed.raise();
    }

    /** Returns for how long no slot has been free, or zero if one is. */
    Duration fullFor() {
        return free() > 0 ? Duration.ZERO : Duration.ofNanos(time.nanoTime() - fullSince);
    }
}
