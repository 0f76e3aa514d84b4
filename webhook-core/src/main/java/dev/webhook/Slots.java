package dev.webhook;

import dev.webhook.delivery.DeliveryId;
import dev.webhook.delivery.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A node's room for attempts. A slot is taken when a delivery is claimed and frees when its outcome is recorded. Slow
 * lanes share at most a quarter. Thread-safe.
 */
final class Slots {

    private final int size;
    private final TimeSource time;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<DeliveryId, Attempt> attempts = new ConcurrentHashMap<>();
    private final AtomicInteger slow = new AtomicInteger();
    private final Signal freed;
    private volatile long fullSince;
    private @Nullable String epoch;

    /** What a slot is taken for. */
    private record Attempt(int number, boolean begun) {}

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

    /** Lets no attempt begin any more whose lease isn't of this epoch of the queue. */
    synchronized void enter(String current) {
        epoch = current;
    }

    /** Tells whether an attempt that was claimed may begin, and counts it as begun if so. */
    synchronized boolean begin(Lease lease) {
        if (epoch != null && !epoch.equals(lease.token().epoch())) {
            return false;
        }
        attempts.computeIfPresent(lease.deliveryId(), (id, attempt) -> new Attempt(attempt.number, true));
        return true;
    }

    /** Returns the numbers of the attempts that have begun and aren't on record yet. */
    synchronized Map<DeliveryId, Integer> begun() {
        return attempts.entrySet().stream()
                .filter(taken -> taken.getValue().begun)
                .collect(Collectors.toMap(Map.Entry::getKey, taken -> taken.getValue().number));
    }

    /** Tells whether this very attempt is under way. */
    boolean holds(DeliveryId delivery, int number) {
        Attempt attempt = attempts.get(delivery);
        return attempt != null && attempt.number == number;
    }

    void take(Lease lease, int number) {
        attempts.put(lease.deliveryId(), new Attempt(number, false));
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
            attempts.remove(lease.deliveryId());
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
