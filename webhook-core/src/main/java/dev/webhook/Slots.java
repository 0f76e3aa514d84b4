package dev.webhook;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node's room for attempts. A slot is taken when a delivery is claimed and frees when its outcome is recorded. Slow
 * lanes share at most a quarter. Thread-safe.
 */
final class Slots {

    private final int size;
    private final TimeSource time;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<DeliveryId, Integer> inFlight = new ConcurrentHashMap<>();
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

    /** Returns the numbers of the attempts that the slots are taken for. */
    Map<DeliveryId, Integer> inFlight() {
        return Map.copyOf(inFlight);
    }

    /** Tells whether this very attempt is under way. */
    boolean holds(DeliveryId delivery, int attempt) {
        return Integer.valueOf(attempt).equals(inFlight.get(delivery));
    }

    void take(Lease lease, int attempt) {
        inFlight.put(lease.deliveryId(), attempt);
        if (taken.incrementAndGet() == size) {
            fullSince = time.nanoTime();
        }
        if (lease.slow()) {
            slow.incrementAndGet();
        }
    }

    /** Frees the slots of leases, and wakes the claimer once all of them are free. */
    void free(List<Lease> leases) {
        for (Lease lease : leases) {
            inFlight.remove(lease.deliveryId());
            if (lease.slow()) {
                slow.decrementAndGet();
            }
            taken.decrementAndGet();
        }
        freed.raise();
    }

    /** Returns for how long no slot has been free, or zero if one is. */
    Duration fullFor() {
        return free() > 0 ? Duration.ZERO : Duration.ofNanos(time.nanoTime() - fullSince);
    }
}
