package dev.webhook;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes one waiting loop; a signal raised while nobody waits is kept for the next wait. Thread-safe. */
final class Signal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean raised;

    void raise() {
        lock.lock();
        try {
            raised = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the signal is raised or {@code most} has passed, and lowers it. */
    void await(Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lock();
        try {
            while (!raised && left > 0) {
                left = changed.awaitNanos(left);
            }
            raised = false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how long to wait for the {@code times}th time: {@code least} at first, doubling up to {@code most}. */
    static Duration pollDelay(int times, Duration least, Duration most) {
        long millis = least.toMillis() << Math.min(times, 20);
        return Duration.ofMillis(Math.min(millis, most.toMillis()));
    }
}
