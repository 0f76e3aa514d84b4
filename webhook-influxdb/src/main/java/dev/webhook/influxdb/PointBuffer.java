package dev.webhook.influxdb;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lines on their way to the writer, in a number that has an end. Thread-safe; {@link #add} never waits for the writer. */
final class PointBuffer {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<String> lines = new ArrayDeque<>();
    private final int capacity;
    private final int batchSize;
    private boolean closed;

    PointBuffer(int capacity, int batchSize) {
        this.capacity = capacity;
        this.batchSize = batchSize;
    }

    /** Returns whether there was room. */
    boolean add(String line) {
        lock.lock();
        try {
            if (closed || lines.size() >= capacity) {
                return false;
            }
            lines.add(line);
            if (lines.size() == batchSize) {
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a batch is full, {@code longest} has passed or the buffer is closed, and takes what is there. */
    List<String> take(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            waitFor(longest, batchSize);
            List<String> batch = new ArrayList<>();
            while (batch.size() < batchSize && !lines.isEmpty()) {
                batch.add(lines.remove());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for {@code time}, or until the buffer is closed. */
    void pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            waitFor(time, Integer.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    private void waitFor(Duration longest, int enough) throws InterruptedException {
        long left = longest.toNanos();
        while (!closed && lines.size() < enough && left > 0) {
            left = changed.awaitNanos(left);
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more. What is there can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Throws away what is there and returns how many lines that was. */
    int clear() {
        lock.lock();
        try {
            int count = lines.size();
            lines.clear();
            return count;
        } finally {
            lock.unlock();
        }
    }
}
